import type { StoredEvent } from '../../../core/events/index.ts';
import type { GrantableTool } from '../../../core/gate/index.ts';

/** The same sequence for the same seed: numbers from 0 up to 1. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const tool = (
  name: string,
  description: string,
  effect: GrantableTool['labels']['effect'],
  sinks: readonly string[],
  payload: readonly string[],
): GrantableTool => ({
  name,
  description,
  labels: { effect, sinks, payload, reversibility: 'compensable' },
  parameters: [...sinks, ...payload],
});

export const tools: readonly GrantableTool[] = [
  tool('send_email', 'Sends an email.', 'egress', ['recipients', 'cc'], ['subject', 'body']),
  tool('share_file', 'Shares a file with a user.', 'account', ['file_id', 'email'], ['permission']),
  tool('send_money', 'Sends money.', 'money', ['recipient'], ['amount', 'subject']),
];

const words =
  'report budget meeting review plan team garden window river market paper summer travel answer number office letter morning question'.split(
    ' ',
  );

/** A session's log of `count` events: the owner asks, then calls of tools and what they gave, a page of mails or a web page each. */
export function sessionOf(count: number, seed: number): StoredEvent[] {
  const random = numbersFrom(seed);
  const pick = () => words[Math.floor(random() * words.length)] ?? '';
  const sentence = (length: number) => Array.from({ length }, pick).join(' ');
  const person = () => `${pick()}.${pick()}${Math.floor(random() * 1000)}@example.org`;
  const mails = () =>
    Array.from(
      { length: 8 },
      () =>
        `- id: '${Math.floor(random() * 9000) + 100}'\n  sender: ${person()}\n  recipients:\n  - ${person()}\n  subject: ${sentence(4)}\n  body: "${sentence(40)}"\n  timestamp: 2024-05-${10 + Math.floor(random() * 19)} 10:00:00`,
    ).join('\n');
  const page = () => `${sentence(30)}. See www.${pick()}-${pick()}.example/${pick()}. `.repeat(12);
  const events: StoredEvent[] = [];
  const add = (event: Record<string, unknown>) => {
    const seq = events.length + 1;
    // whole events of these types, as the log gives them
    events.push({ seq, event: { id: `sevt_${seq}`, processed_at: '', ...event } as StoredEvent['event'] });
    return `sevt_${seq}`;
  };
  add({
    type: 'user.message',
    content: [{ type: 'text', text: 'Read my mails, then send a summary by email to me@example.org' }],
  });
  while (events.length < count) {
    const isMail = random() < 0.7;
    const id = add({
      type: 'agent.tool_use',
      name: isMail ? 'search_emails' : 'get_webpage',
      input: { query: sentence(2) },
    });
    const text = isMail ? mails() : page();
    add({
      type: 'agent.tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text }],
      holdfast: { output_label: 'untrusted' },
    });
  }
  return events;
}
