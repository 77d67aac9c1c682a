import fc from 'fast-check';
import type { NewEvent, SessionEvent, StoredEvent } from '../../../core/events/index.ts';

const file = fc.integer({ min: 1, max: 4 }).map((n) => `/workspace/notes-${n}.txt`);
const words = fc.constantFrom(
  'Check INV-2026-48213 by 12.07.2026.',
  'Delete notes-2.txt, but not notes-1.txt.',
  'I will tell you tomorrow. I saved notes-1.txt.',
  'yes',
  'Pay €1,250.50 to clerk@office.example',
  'word '.repeat(300),
);
const tool = fc.constantFrom('read', 'write', 'delete_file', 'think', 'run_code', 'wait');

/** Steps of a random session: turns, calls with and without results, questions, rewinds, clearings, compactions, forgettings, forks, modes. */
export const logSteps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('say' as const), words }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), words, rests: fc.boolean() }) },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        tool,
        file,
        words,
        result: fc.constantFrom('done', 'done', 'done', 'failed', 'denied', 'unknown', 'none'),
        isNested: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), words, answer: words }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('rewind' as const), back: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), back: fc.nat(5) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('compact' as const), back: fc.nat(12), words }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), back: fc.nat(60) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('mode' as const),
        mode: fc.constantFrom('normal', 'plan_first', 'dry_run'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const) }) },
  ),
  { minLength: 5, maxLength: 60 },
);

type Step = typeof logSteps extends fc.Arbitrary<(infer S)[]> ? S : never;

/** The events of these steps, with fixed ids. */
export function eventsOf(steps: readonly Step[]): (NewEvent & { id: string })[] {
  const events: (NewEvent & { id: string })[] = [];
  const id = () => `sevt_${String(events.length + 1).padStart(6, '0')}`;
  const add = (event: NewEvent) => {
    const made = { ...event, id: id() };
    events.push(made);
    return made.id;
  };
  const text = (value: string) => [{ type: 'text' as const, text: value }];
  const uses: string[] = [];
  let code: string | null = null;
  for (const step of steps) {
    switch (step.kind) {
      case 'say':
        add({ type: 'user.message', content: text(step.words) });
        add({ type: 'session.status_running' });
        break;
      case 'answer':
        add({ type: 'span.model_request_start' });
        add({ type: 'agent.message', content: text(step.words) });
        if (step.rests)
          add({ type: 'session.status_idle', stop_reason: { type: 'end_turn' }, stop_details: null });
        break;
      case 'call': {
        const links = step.isNested && code !== null ? { parent_tool_use_id: code } : {};
        if (!step.isNested) add({ type: 'span.model_request_start' });
        const input = step.tool === 'think' ? { thought: step.words } : { file_path: step.file };
        const use = add({ type: 'agent.tool_use', name: step.tool, input, holdfast: links });
        uses.push(use);
        if (step.tool === 'run_code' && !step.isNested) code = use;
        if (step.result === 'none') break;
        add({
          type: 'agent.tool_result',
          tool_use_id: use,
          content: text(step.words),
          is_error: step.result !== 'done',
          holdfast: {
            ...links,
            ...(step.result === 'denied' ? { denied: true } : {}),
            ...(step.result === 'unknown' ? { unknown_outcome: true } : {}),
          },
        });
        break;
      }
      case 'ask': {
        const use = add({ type: 'agent.custom_tool_use', name: 'ask_user', input: { question: step.words } });
        add({ type: 'user.custom_tool_result', custom_tool_use_id: use, content: text(step.answer) });
        break;
      }
      case 'rewind':
        add({ type: 'holdfast.rewound', to_seq: Math.max(1, events.length - step.back) });
        break;
      case 'clear':
        add({
          type: 'holdfast.context_cleared',
          tool_use_ids: uses.slice(-step.back - 1, uses.length - step.back),
          tokens_before: 2,
          tokens_after: 1,
        });
        break;
      case 'compact': {
        // behind a user's message, so that no pair is split
        const before = events.slice(0, Math.max(0, events.length - step.back));
        const at = before.findLastIndex((event) => event.type === 'user.message');
        if (at < 1) break;
        add({
          type: 'holdfast.compaction',
          from_seq: 1,
          to_seq: at,
          trigger: 'threshold',
          method: 'extract',
          checked: { asks: 0, identifiers: 0, errors: 0, left_out: 0 },
          budget_tokens: 900,
          tokens_before: 2000,
          tokens_after: 1000,
          summary: step.words,
        });
        break;
      }
      case 'forget': {
        const event = events.at(-1 - step.back);
        if (event?.type === 'user.message' || event?.type === 'agent.tool_result')
          add({ type: 'holdfast.forgotten', event_id: event.id, parts: [0], commitment: 'ab' });
        break;
      }
      case 'fork':
        add({ type: 'holdfast.forked', session_id: 'sesn_parent', seq: 1, head_hash: 'ab' });
        break;
      case 'mode':
        add({ type: 'holdfast.mode_changed', mode: step.mode as 'normal', by: 'owner' });
        break;
      case 'stop':
        add({ type: 'user.interrupt' });
        add({ type: 'session.status_idle', stop_reason: { type: 'end_turn' }, stop_details: null });
    }
  }
  return events;
}

/** The same as a log gives them back. */
export function storedLog(steps: readonly Step[]): StoredEvent[] {
  return eventsOf(steps).map((event, index) => ({
    seq: index + 1,
    event: { processed_at: '2026-11-23T00:00:00.000Z', ...event } as SessionEvent,
  }));
}
