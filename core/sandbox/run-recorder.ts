import { sha256 } from '../base/index.ts';
import type { GuestReplay, RecordedCall, RecordedPart, RunRecord } from './run-record.ts';

/** What the record of one run may hold; a run that saw more is never suspended. */
const mostRecordBytes = 8 * 1024 * 1024;

export interface RunRecorder {
  readonly seed: readonly number[];
  /** For the guest's thread; null where the code runs for the first time. */
  readonly replay: GuestReplay | null;
  /** Console entries that were shown before. */
  readonly printed: number;
  /** What the record has of a call. `differs`: another call was made under this number. */
  callMade(id: number, name: string, json: string): { known: RecordedCall | undefined; differs: boolean };
  referTo(id: number, reference: string): void;
  /** Returns false where the answer is not the one that the record has. */
  callAnswered(id: number, isError: boolean, json: string): boolean;
  /** The next answer that was given for this path before. */
  moduleOf(path: string): string | undefined;
  moduleGiven(path: string, json: string): void;
  add(part: RecordedPart): void;
  /** The whole record; undefined where it would be too large. */
  record(used: Pick<RunRecord, 'guestMs' | 'wallMs' | 'printed'>): RunRecord | undefined;
}

/** Keeps what a run sees; `suspension.record` is what it saw until it was suspended. Without `suspension` nothing is kept. */
export function createRunRecorder(
  suspension: { record: RunRecord | null } | undefined,
  newSeed: () => readonly number[],
): RunRecorder {
  const before = suspension?.record;
  const seed = before?.seed ?? newSeed();
  const steps = [...(before?.steps ?? [])];
  const clock = [...(before?.clock ?? [])];
  const modules = [...(before?.modules ?? [])];
  const calls = new Map(before?.calls.map((call) => [call.id, { ...call }]));
  const unusedModules = [...modules];
  const known = new Set(calls.keys());
  let made = before?.made ?? 0;
  let bytes = suspension ? 0 : Number.POSITIVE_INFINITY;
  const count = (text: string) => {
    bytes += text.length;
  };
  const isOff = () => bytes > mostRecordBytes;
  for (const [, json] of modules) count(json);
  for (const { answer } of calls.values()) count(answer?.json ?? '');

  return {
    seed,
    replay: before
      ? { clock: before.clock, steps: before.steps, made: before.made, guestMs: before.guestMs }
      : null,
    printed: before?.printed ?? 0,
    callMade(id, name, json) {
      const call = known.has(id) ? calls.get(id) : undefined;
      if (!call && isOff()) return { known: undefined, differs: false };
      const input = sha256(json).toString('hex');
      if (call) return { known: call, differs: call.name !== name || call.input !== input };
      calls.set(id, { id, name, input });
      bytes += 120;
      return { known: undefined, differs: false };
    },
    referTo(id, reference) {
      const call = calls.get(id);
      if (call) call.reference = reference;
    },
    callAnswered(id, isError, json) {
      const call = calls.get(id);
      if (!call || call.answer?.json !== undefined) return true;
      // the log keeps text as UTF-8: half a character would not come back as it was
      if (call.reference === undefined || (call.answer === undefined && json.includes('\\ud'))) {
        count(json);
        if (!isOff()) call.answer = { isError, json };
        return true;
      }
      const digest = sha256(json).toString('hex');
      if (call.answer) return call.answer.sha256 === digest && call.answer.isError === isError;
      call.answer = { isError, sha256: digest };
      return true;
    },
    moduleOf(path) {
      const index = unusedModules.findIndex(([name]) => name === path);
      return index < 0 ? undefined : unusedModules.splice(index, 1)[0]?.[1];
    },
    moduleGiven(path, json) {
      count(json);
      if (!isOff()) modules.push([path, json]);
    },
    add(part) {
      if (isOff()) return;
      steps.push(...part.steps);
      clock.push(...part.clock);
      made = part.made;
      bytes += (part.steps.length + part.clock.length) * 20;
    },
    record(used) {
      if (isOff()) return undefined;
      return { seed: [...seed], clock, steps, made, calls: [...calls.values()], modules, ...used };
    },
  };
}
