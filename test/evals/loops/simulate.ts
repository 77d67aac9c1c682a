import type { SessionEvent, StoredEvent } from '../../../core/events/index.ts';
import { momentsOf } from '../../../core/harness/loop-guard/history.ts';
import { judge } from '../../../core/harness/loop-guard/judge.ts';
import { stepEvents } from '../../../core/harness/loop-guard/steps.ts';
import type { Step } from './step.ts';

export interface Outcome {
  /** Calls of the script that were run when the guard stopped; null when it never did. */
  stoppedAfter: number | null;
  notes: number;
  forcedThoughts: number;
}

/**
 * Plays calls to the guard as the harness would log them, one an answer. The model is as bad as it can be: it reads no note, and
 * where a thought is demanded it thinks and goes on as before.
 */
export function simulate(steps: readonly Step[], options: { before?: readonly Step[] } = {}): Outcome {
  const { before = [] } = options;
  const log = newLog();
  const outcome: Outcome = { stoppedAfter: null, notes: 0, forcedThoughts: 0 };
  log.add({ type: 'user.message', content: [{ type: 'text', text: 'Do it.' }] });
  let isOwed = false;
  for (const [index, step] of [...before, ...steps].entries()) {
    log.add({ type: 'span.model_request_start' });
    if (isOwed) log.add({ type: 'agent.thinking', holdfast: { thinking: 'Once more.' } });
    isOwed = false;
    log.call(step);
    const said = stepEvents(judge(momentsOf(log.events, () => false)));
    for (const event of said) {
      log.add(event);
      if (event.type !== 'holdfast.loop_noted') continue;
      if (event.level === 1) outcome.notes += 1;
      if (event.level === 2) outcome.forcedThoughts += 1;
      if (event.level === 2) isOwed = true;
      if (event.level === 3) return { ...outcome, stoppedAfter: index + 1 - before.length };
    }
  }
  return outcome;
}

type Loose = SessionEvent extends infer E
  ? E extends SessionEvent
    ? Omit<E, 'id' | 'processed_at'> & { id?: string }
    : never
  : never;

/** A log in memory, filled as the harness would. */
export function newLog() {
  const events: StoredEvent[] = [];
  const add = (event: Loose): string => {
    const seq = events.length + 1;
    const id = event.id ?? `sevt_${seq}`;
    events.push({ seq, event: { ...event, id, processed_at: '2026-01-01T00:00:00Z' } });
    return id;
  };
  const call = ({ tool, input, result, isError, isPure }: Step) => {
    const id = add({ type: 'agent.tool_use', name: tool, input });
    add({
      type: 'holdfast.tool_intent',
      tool_use_id: id,
      tool,
      input_hash: '',
      recovery: isPure || tool === 'think' || tool === 'wait' ? 'pure' : 'effectful',
      idempotency_key: id,
      verdict: { decision: 'allow', rule: 'default', reason: '' },
    });
    add({
      type: 'agent.tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text: result }],
      is_error: isError === true,
    });
  };
  const answer = (step: Step) => {
    add({ type: 'span.model_request_start' });
    call(step);
  };
  return { events, add, call, answer };
}
