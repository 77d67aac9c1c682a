import type { NewEvent } from '../events/index.ts';
import type { Turn } from './turn.ts';

const mostCalls = 64;
const mostMs = 250;
const mostUnits = 1_000_000;

/**
 * The log of calls that code makes and that change nothing. Where no limit bounds the session, they go into the log in groups: a crash
 * loses calls that may be made again, with the code that made them. Nobody sees a call before it is committed: the group is in the log
 * before any other call's intent and before the code's own result, whatever comes first after `mostCalls`, `mostMs` or `mostUnits`.
 */
export class CallGroup {
  readonly #turn: Turn;
  #calls = 0;
  #units = 0;
  #openedAt = Number.NEGATIVE_INFINITY;
  #timer: AbortController | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  /** Whether the next call may go along. Otherwise it is weighed and committed by itself, and begins a new group. */
  isOpen(): boolean {
    const age = this.#turn.ports.runtime.clock.monotonic() - this.#openedAt;
    return this.#turn.isFree === true && this.#calls < mostCalls && this.#units < mostUnits && age < mostMs;
  }

  /** A call was weighed and committed; `isFree` says that no limit was found. */
  begin(isFree: boolean): void {
    if (!isFree) this.#turn.isFree = false;
    this.#calls = 0;
    this.#units = 0;
    this.#openedAt = this.#turn.ports.runtime.clock.monotonic();
  }

  /** Takes events that go into the log with the next commit, soon. */
  async hold(events: readonly NewEvent[]): Promise<void> {
    // nothing joins a commit that is under way: tried again, it must hold the same events
    await this.#flushing;
    this.#turn.commits.hold(events);
    this.#calls += events.some(({ type }) => type === 'holdfast.tool_intent') ? 1 : 0;
    this.#units += JSON.stringify(events).length;
    this.#startTimer();
  }

  #startTimer(): void {
    if (this.#timer) return;
    const timer = new AbortController();
    this.#timer = timer;
    const { runtime, logger } = this.#turn.ports;
    runtime.clock.sleep(mostMs, timer.signal).then(
      () => {
        this.#timer = undefined;
        // whoever commits next meets the same failure and deals with it
        this.#flushing = this.#turn.commits
          .flush()
          .catch((caught: unknown) => logger.error('committing calls of code', caught));
      },
      () => {},
    );
  }

  /** Commits what is held. */
  async flush(): Promise<void> {
    await this.settle();
    await this.#turn.commits.flush();
  }

  /** Resolves when no commit of its own is under way, and none will begin. What is held stays held. */
  async settle(): Promise<void> {
    this.#timer?.abort();
    this.#timer = undefined;
    await this.#flushing;
  }
}
