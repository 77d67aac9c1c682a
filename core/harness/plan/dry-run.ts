import { createPicker, rewoundSeqs } from '../../context/index.ts';
import type { EventOf, NewEvent, StoredEvent } from '../../events/index.ts';
import type { CallPreview } from '../../gate/index.ts';
import type { SessionRecord } from '../../log/index.ts';
import { type ToolOutcome, textOutcome } from '../../tools/index.ts';
import { runningEvents } from '../events.ts';
import { modeEventTypes } from './mode.ts';

/** A call that a dry run recorded, and what became of it. */
export interface RecordedCall {
  toolUseId: string;
  tool: string;
  input: Record<string, unknown>;
  sentence: string;
  paths: readonly string[];
  diffs: CallPreview['diffs'];
  recordedAt: string;
  /** `released`: the owner let it be executed and its new call is not in the log yet; `executed`: that call is `replayId`. */
  state: 'recorded' | 'released' | 'executed' | 'discarded';
  replayId: string | null;
}

/** The event types that `foldDryRun` looks at. */
export const dryRunEventTypes = [
  ...modeEventTypes,
  'agent.tool_use',
  'agent.custom_tool_use',
  'holdfast.dry_run_recorded',
  'holdfast.dry_run_settled',
  'user.interrupt',
] as const;

/**
 * The list of a session's dry runs, in the order of the calls. A stop by the owner takes back what was released and not begun.
 * Stretches that were rewound are left out.
 */
export function foldDryRun(events: readonly StoredEvent[]): RecordedCall[] {
  const uses = new Map<string, EventOf<'agent.tool_use'>>();
  const calls = new Map<string, RecordedCall>();
  const rewound = rewoundSeqs(events);
  for (const { seq, event } of events) {
    if (event.type === 'user.interrupt') takeBack(calls);
    if (rewound(seq)) continue;
    if (event.type === 'agent.tool_use') {
      uses.set(event.id, event);
      const original = calls.get(event.holdfast?.dry_run_of ?? '');
      if (original) Object.assign(original, { state: 'executed', replayId: event.id });
    } else if (event.type === 'agent.custom_tool_use') {
      const original = calls.get(event.holdfast?.dry_run_of ?? '');
      if (original) Object.assign(original, { state: 'executed', replayId: event.id });
    } else if (event.type === 'holdfast.dry_run_recorded') {
      const use = uses.get(event.tool_use_id);
      if (use) calls.set(use.id, recordedCall(use, event));
    } else if (event.type === 'holdfast.dry_run_settled') {
      const state = event.action === 'execute' ? 'released' : 'discarded';
      for (const id of event.tool_use_ids) {
        const call = calls.get(id);
        if (call?.state === 'recorded') call.state = state;
      }
    }
  }
  return [...calls.values()];
}

function recordedCall(
  use: EventOf<'agent.tool_use'>,
  { sentence, paths, diffs = [], processed_at: recordedAt }: EventOf<'holdfast.dry_run_recorded'>,
): RecordedCall {
  const { id: toolUseId, name: tool, input } = use;
  return { toolUseId, tool, input, sentence, paths, diffs, recordedAt, state: 'recorded', replayId: null };
}

function takeBack(calls: ReadonlyMap<string, RecordedCall>): void {
  for (const call of calls.values()) if (call.state === 'released') call.state = 'recorded';
}

const settledIn = createPicker(['holdfast.dry_run_settled']);

/** Calls that the owner let be executed and that the harness has not taken up yet. */
export function releasedCalls(events: readonly StoredEvent[]): RecordedCall[] {
  if (settledIn(events).length === 0) return [];
  return foldDryRun(events).filter((call) => call.state === 'released');
}

/** The owner's word to execute recorded calls, and the session at work from that moment on. */
export function releaseEvents(session: SessionRecord, settled: NewEvent): NewEvent[] {
  return [settled, ...runningEvents(session)];
}

/** What the model reads in the place of a result. */
export function recordedOutcome(sentence: string): ToolOutcome {
  return textOutcome(
    `Recorded, not executed: this session is a dry run. It would have done this: ${sentence} Nothing was changed. Go on as if it had worked where you can, and say plainly that it was only recorded.`,
    { dry_run: true },
  );
}

/** The event that puts a call on the list. */
export function recordedEvent(
  toolUseId: string,
  { sentence, paths, diffs }: Pick<CallPreview, 'sentence' | 'paths' | 'diffs'>,
): NewEvent {
  return {
    type: 'holdfast.dry_run_recorded',
    tool_use_id: toolUseId,
    sentence,
    paths: [...paths],
    ...(diffs.length === 0 ? {} : { diffs: diffs.map((diff) => ({ ...diff })) }),
  };
}
