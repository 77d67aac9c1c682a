import { createGuestReadings, type GuestReadings } from './guest-readings.ts';
import type { SettleMessage } from './messages.ts';
import type { GuestReplay, RecordedPart, RecordedStep } from './run-record.ts';

/** What the run does next where it follows its record. */
export type NextStep =
  | { kind: 'answer'; message: SettleMessage }
  | { kind: 'timers'; ids: readonly number[] }
  /** The answer that comes next is still on its way. */
  | { kind: 'wait' }
  /** The record is at its end; these answers came early. */
  | { kind: 'caught_up'; guestMs: number; early: readonly SettleMessage[] }
  | { kind: 'diverged' };

/**
 * What reaches the guest from outside, in order: kept as it happens, and where the code is run again, first as it stands in the record.
 * `onDiverged` is called as soon as the code is seen to do something else.
 */
export class GuestHistory {
  readonly #onDiverged: () => void;
  readonly #readings: GuestReadings;
  readonly #early = new Map<number, SettleMessage>();
  #replay: GuestReplay | null;
  #replayed = 0;
  #steps: RecordedStep[] = [];
  #divergence = '';

  constructor(replay: GuestReplay | null, wallClock: () => number, onDiverged: () => void) {
    this.#replay = replay;
    this.#onDiverged = onDiverged;
    this.#readings = createGuestReadings(replay?.clock ?? [], wallClock);
  }

  /** Nothing that comes now is new. */
  isFollowing(): boolean {
    return this.#replay !== null;
  }

  /** What the code did in place of what it had done. */
  divergence(): string {
    return this.#divergence;
  }

  diverge(how: string): void {
    this.#divergence ||= how;
    this.#onDiverged();
  }

  /** The clock as the guest sees it. */
  readClock(): number {
    const value = this.#readings.read();
    if (this.#replay && this.#readings.isBeyond()) this.diverge('it read the clock more often');
    return value;
  }

  /** The code made its call number `count`. */
  noteCall(count: number, name: string): void {
    if (this.#replay && count > this.#replay.made) this.diverge(`it made call ${count}: ${name}`);
  }

  /** An answer was delivered, or these timers fired together; `ids` may still grow. */
  noteStep(step: RecordedStep): void {
    if (!this.#replay) this.#steps.push(step);
  }

  /** An answer that has to wait for its place. */
  keep(message: SettleMessage): void {
    this.#early.set(message.callId, message);
  }

  /** `made`: calls so far; `isOver`: the code has come to its end. */
  next(made: number, isOver: boolean): NextStep {
    const step = this.#replay?.steps[this.#replayed];
    if (step === undefined) return this.#catchUp(made);
    if (isOver) return this.#lost('it ended earlier');
    if (Array.isArray(step)) {
      this.#replayed += 1;
      return { kind: 'timers', ids: step };
    }
    if (step > made) return this.#lost(`it had made ${made} calls where call ${step} was answered`);
    const message = this.#early.get(step);
    if (!message) return { kind: 'wait' };
    this.#early.delete(step);
    this.#replayed += 1;
    return { kind: 'answer', message };
  }

  #lost(how: string): NextStep {
    this.diverge(how);
    return { kind: 'diverged' };
  }

  #catchUp(made: number): NextStep {
    if (this.#replay && made !== this.#replay.made)
      return this.#lost(`it made ${made} calls in place of ${this.#replay.made}`);
    if (this.#readings.left() > 0) return this.#lost('it read the clock less often');
    const guestMs = this.#replay?.guestMs ?? 0;
    const early = [...this.#early.values()];
    this.#replay = null;
    this.#early.clear();
    return { kind: 'caught_up', guestMs, early };
  }

  /** What came since the last time. */
  takePart(made: number): RecordedPart {
    const part = { steps: this.#steps, clock: this.#readings.take(), made };
    this.#steps = [];
    return part;
  }
}
