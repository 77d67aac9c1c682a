import { type Fingerprint, fingerprint, isGrown, thoughtShape } from './fingerprint.ts';
import type { EndedCall, Moment } from './history.ts';

/** 1: tell the model. 2: it must think before the next call. 3: stop, and ask the owner. */
export type LoopLevel = 1 | 2 | 3;
export type LoopKind = 'repeat' | 'cycle' | 'error' | 'no_news';

/** What the guard makes of a session's recent past. */
export interface LoopVerdict {
  /** Where things stand now. */
  level: 0 | LoopLevel;
  /** The highest level that the log already tells of for this stretch. */
  notedLevel: 0 | LoopLevel;
  kind: LoopKind;
  /** Calls since the last one that brought something new. */
  staleIds: string[];
  tool: string;
  /** How many different calls go round; 1 when it is the same one. */
  period: number;
  /** A forced thought is still owed. */
  owesThought: boolean;
}

/** Calls that bring nothing new, in a row, until each level. */
interface Limits {
  note: number;
  think: number;
  stop: number;
}

// The first call of a round is no repeat. A round of one, two or three calls is stopped at the sixth call from its beginning,
// longer ones when the second round is complete, and what repeats without a rhythm at the sixth repeat. An honest run of the
// recorded ones repeats five calls in the end.
const byPeriod: Readonly<Record<number, Limits>> = {
  1: { note: 2, think: 3, stop: 5 },
  2: { note: 2, think: 3, stop: 4 },
  3: { note: 2, think: 2, stop: 3 },
  4: { note: 2, think: 3, stop: 4 },
  5: { note: 2, think: 4, stop: 5 },
  6: { note: 3, think: 5, stop: 6 },
};
const withoutRhythm: Limits = { note: 3, think: 4, stop: 6 };
/** The same error with honest work in between: trying is slower than running in circles, and ends later. */
const stubbornError: Limits = { note: 5, think: 8, stop: 10 };
/** Reading tools that give the same answer to ever other questions: said to the model, never a reason to stop. */
const sameAnswers: Limits = { note: 10, think: 20, stop: Number.POSITIVE_INFINITY };

/**
 * Judges moments in order, as `momentsOf` gives them. Depends on nothing else, so a restart changes nothing. `printOf` may remember
 * fingerprints between calls.
 */
export function judge(
  moments: readonly Moment[],
  printOf: (call: EndedCall) => Fingerprint = printed,
): LoopVerdict {
  const stretch = new Stretch(printOf);
  for (const moment of moments) stretch.take(moment);
  return stretch.verdict();
}

/** The fingerprint of an ended call. */
export function printed({ tool, input, content, isError }: EndedCall): Fingerprint {
  return fingerprint(tool, input, content, isError);
}

interface Seen {
  at: number;
  epoch: number;
}

class Stretch {
  readonly #printOf: (call: EndedCall) => Fingerprint;
  readonly #seen = new Map<string, Seen>();
  readonly #lastOf = new Map<string, { call: EndedCall; key: string; result: string; epoch: number }>();
  readonly #answers = new Map<string, number>();
  readonly #errors = new Map<string, { count: number; epoch: number }>();
  readonly #keys = new Map<string, string>();
  #stale: { id: string; distance: number; answer: number; tool: string; isError: boolean }[] = [];
  #hollow = 0;
  #worstError = 0;
  #position = 0;
  #epoch = 0;
  #notedLevel: 0 | LoopLevel = 0;
  #owesThought = false;
  #lastTool = '';

  constructor(printOf: (call: EndedCall) => Fingerprint) {
    this.#printOf = printOf;
  }

  take(moment: Moment): void {
    switch (moment.kind) {
      case 'noted':
        this.#notedLevel = moment.event.level;
        if (moment.event.level === 2) this.#owesThought = true;
        return;
      case 'thought':
        this.#owesThought = false;
        return;
      case 'forgot':
        for (const id of moment.ids) this.#seen.delete(this.#keys.get(id) ?? '');
        return;
      case 'call':
        if (!moment.isCutOff) this.#takeCall(moment);
        return;
    }
  }

  #takeCall(call: EndedCall): void {
    if (call.tool === 'wait' && !call.isError) {
      // after a wait every call may be made once more: that is what waiting is for
      this.#epoch += 1;
      return;
    }
    this.#lastTool = call.tool;
    if (call.isRefused) {
      const distance = this.#stale.at(-1)?.distance ?? 1;
      this.#addStale(call, distance);
      return;
    }
    if (call.tool === 'think' && !call.isError) {
      this.#takeThought(call);
      return;
    }
    const print = this.#printOf(call);
    const key = this.#keyOf(call, print);
    this.#keys.set(call.id, key);
    // with work in between only the very same error counts: fewer failures than before are a step forward
    if (call.isError) this.#countError(`${call.tool}:${print.result}`);
    const before = this.#mark(key);
    const isAnswerKnown = this.#countAnswer(call, print.result);
    this.#lastOf.set(call.tool, { call, key, result: print.result, epoch: this.#epoch });
    if (before !== null) this.#addStale(call, this.#position - before.at);
    // another question with a known answer: no proof of going in circles, no proof of getting on either
    else if (isAnswerKnown) this.#hollow += 1;
    else this.#getOn();
  }

  #takeThought(call: EndedCall): void {
    const key = `think:${thoughtShape(call.input)}`;
    // a new thought says nothing about whether the work gets on
    if (!this.#seen.has(key)) {
      this.#seen.set(key, { at: this.#position, epoch: this.#epoch });
      return;
    }
    const before = this.#mark(key);
    if (before !== null) this.#addStale(call, this.#position - before.at);
  }

  #keyOf(call: EndedCall, print: Fingerprint): string {
    // the text of an error says more than the arguments: trying others for the same error is the same again
    if (print.error !== null) return `error:${print.error}`;
    const last = this.#lastOf.get(call.tool);
    if (
      last &&
      last.epoch === this.#epoch &&
      last.result === print.result &&
      isGrown(last.call.input, call.input)
    )
      return last.key;
    return `call:${print.call}:${print.result}`;
  }

  #mark(key: string): Seen | null {
    this.#position += 1;
    const before = this.#seen.get(key) ?? null;
    this.#seen.set(key, { at: this.#position, epoch: this.#epoch });
    return before?.epoch === this.#epoch ? before : null;
  }

  #countAnswer(call: EndedCall, result: string): boolean {
    if (!call.isPure || call.isError) return false;
    const key = `${call.tool}:${result}`;
    const epoch = this.#answers.get(key);
    this.#answers.set(key, this.#epoch);
    return epoch === this.#epoch;
  }

  #countError(key: string): void {
    const before = this.#errors.get(key);
    const count = before?.epoch === this.#epoch ? before.count + 1 : 1;
    this.#errors.set(key, { count, epoch: this.#epoch });
    this.#worstError = Math.max(this.#worstError, count);
  }

  #addStale(call: EndedCall, distance: number): void {
    const { id, answer, tool, isError } = call;
    this.#stale.push({ id, distance, answer, tool, isError });
  }

  #getOn(): void {
    this.#stale = [];
    this.#hollow = 0;
    // errors that come back between honest steps keep what was said of them
    if (this.#worstError < stubbornError.note) this.#notedLevel = 0;
  }

  verdict(): LoopVerdict {
    const stale = this.#stale;
    const period = stale.at(-1)?.distance ?? 1;
    const rhythm = stale.length - 1 - stale.findLastIndex(({ distance }) => distance !== period);
    const limits = byPeriod[period];
    const levels = [
      limits ? levelAt(rhythm, limits) : 0,
      levelAt(stale.length, withoutRhythm),
      levelAt(this.#worstError, stubbornError),
      levelAt(this.#hollow, sameAnswers),
    ];
    const reached = Math.max(...levels);
    // many calls in one answer are one decision of the model: it hears of it before anything is stopped
    const isOneAnswer = new Set(stale.map(({ answer }) => answer)).size < 2;
    const isStubborn = levelAt(this.#worstError, stubbornError) === 3;
    const level = reached === 3 && isOneAnswer && !isStubborn ? 2 : toLevel(reached);
    return {
      level,
      notedLevel: this.#notedLevel,
      kind: kindOf(stale, rhythm, period),
      staleIds: stale.map(({ id }) => id),
      tool: stale.at(-1)?.tool ?? this.#lastTool,
      period: limits && rhythm === stale.length ? period : 1,
      owesThought: this.#owesThought,
    };
  }
}

function levelAt(count: number, { note, think, stop }: Limits): 0 | LoopLevel {
  if (count >= stop) return 3;
  if (count >= think) return 2;
  return count >= note ? 1 : 0;
}

function toLevel(reached: number): 0 | LoopLevel {
  return reached >= 3 ? 3 : reached === 2 ? 2 : reached === 1 ? 1 : 0;
}

function kindOf(stale: readonly { isError: boolean }[], rhythm: number, period: number): LoopKind {
  if (stale.length === 0) return 'no_news';
  if (stale.every(({ isError }) => isError)) return 'error';
  if (rhythm < stale.length || byPeriod[period] === undefined) return 'no_news';
  return period === 1 ? 'repeat' : 'cycle';
}
