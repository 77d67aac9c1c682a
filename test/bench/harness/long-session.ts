import { extractSummary } from '../../../core/context/extract.ts';
import type { NewEvent, SessionEvent, StoredEvent } from '../../../core/events/index.ts';

const words =
  'the letter of 12.07.2026 names INV-2026-48213 and /mnt/folders/Papers/letter-17.md with an amount of €1,250.50 that the clerk at office@office.example confirmed yesterday in the afternoon'.split(
    ' ',
  );

/** Text of `size` characters that looks like what tools give back: words, names, amounts; the same for the same seed. */
export function prose(size: number, seed: number): string {
  let text = '';
  for (let index = seed; text.length < size; index += 1)
    text += `${words[(index * 7 + seed) % words.length]} ${index % 9 === 0 ? index * 31 : ''} `;
  return text.slice(0, size);
}

export interface LongSessionOptions {
  /** How many events, about. */
  events: number;
  /** Tokens behind the last compaction, about. */
  tailTokens: number;
}

/**
 * A log as a session of weeks leaves it: turns of six steps, results of 4 KB and now and then of 60 KB, a summary every 2,500 events, some
 * errors, some rewinds. Ids are fixed, times are not set.
 */
export function longSession({ events: most, tailTokens }: LongSessionOptions): NewEvent[] {
  const events: NewEvent[] = [];
  const id = (name: string) => `sevt_${name}${String(events.length).padStart(8, '0')}`;
  let compactedTo = 0;
  const step = (round: number) => {
    const use = id('use');
    const isError = round % 37 === 0;
    const path = `/workspace/notes-${round % 400}.txt`;
    events.push(
      { id: id('start'), type: 'span.model_request_start' },
      { id: id('msg'), type: 'agent.message', content: [{ type: 'text', text: prose(300, round) }] },
      { id: use, type: 'agent.tool_use', name: 'read', input: { file_path: path } },
      {
        id: id('int'),
        type: 'holdfast.tool_intent',
        tool_use_id: use,
        tool: 'read',
        input_hash: use,
        recovery: 'pure',
        idempotency_key: use,
        verdict: { decision: 'allow', rule: 'default', reason: 'It reads.' },
      },
      {
        id: id('res'),
        type: 'agent.tool_result',
        tool_use_id: use,
        content: [{ type: 'text', text: prose(round % 60 === 0 ? 60_000 : 4000, round) }],
        is_error: isError,
      },
    );
  };
  const turn = (round: number, steps: number) => {
    events.push(
      {
        id: id('own'),
        type: 'user.message',
        content: [{ type: 'text', text: `Go on. ${prose(200, round)}` }],
      },
      { id: id('run'), type: 'session.status_running' },
    );
    for (let index = 0; index < steps; index += 1) step(round * steps + index);
    events.push(
      {
        id: id('say'),
        type: 'agent.message',
        content: [{ type: 'text', text: `I read them. I will tell you tomorrow. ${prose(400, round)}` }],
      },
      { id: id('idle'), type: 'session.status_idle', stop_reason: { type: 'end_turn' }, stop_details: null },
    );
    if (round % 40 === 39)
      events.push({ id: id('back'), type: 'holdfast.rewound', to_seq: events.length - 6 });
  };
  const compaction = () => {
    const toSeq = events.length;
    const text = extractSummary(stored(events), { toSeq, asOfSeq: toSeq, budgetTokens: 8000 }).text;
    events.push({
      id: id('comp'),
      type: 'holdfast.compaction',
      from_seq: compactedTo + 1,
      to_seq: toSeq,
      trigger: 'threshold',
      method: 'extract',
      checked: { asks: 1, identifiers: 1, errors: 0, left_out: 0 },
      budget_tokens: 8000,
      tokens_before: 150_000,
      tokens_after: 20_000,
      summary: text,
    });
    compactedTo = toSeq;
  };
  // a step of the tail takes about 2,600 tokens
  const tailSteps = Math.floor(tailTokens / 2600);
  const head = Math.max(0, most - tailSteps * 6);
  let round = 0;
  for (; events.length < head; round += 1) {
    turn(round, 6);
    if (events.length - compactedTo > 2500 && events.length < head - 600) compaction();
  }
  if (head > 600) compaction();
  for (let done = 0; done < tailSteps; done += 6, round += 1) turn(round * 61 + 1, 6);
  return events;
}

/** The same as a log gives it back. */
export function stored(events: readonly NewEvent[]): StoredEvent[] {
  return events.map((event, index) => ({
    seq: index + 1,
    event: { processed_at: '2026-11-23T00:00:00.000Z', ...event } as SessionEvent,
  }));
}
