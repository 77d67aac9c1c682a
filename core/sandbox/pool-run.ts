import { parseFromGuest } from './boundary.ts';
import { stopOutcome } from './guest-outcome.ts';
import { createHostCalls, type HostCalls, type HostFunctions } from './host-calls.ts';
import { type Internals, moduleAnswer, withInternals } from './internals.ts';
import type { RunLimits } from './limits.ts';
import type { FromWorker, GuestOutcome, SandboxLanguage } from './messages.ts';
import type { PoolWorker } from './pool-worker.ts';
import type { OutputEntry, OutputStream, RunResult, RunStats } from './result.ts';
import type { RunRecord } from './run-record.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';

// the guest's own deadline ends a run politely; this much later the thread is ended (R4)
const graceMs = 50;
// nothing of the task runs in this time: the engine and the type stripper load
const startLimitMs = 20_000;

/** Lets a run give its worker back while all its calls wait for somebody. */
export interface Suspension {
  /** Of the same code that was suspended before. */
  record: RunRecord | null;
  /** How long the calls are waited for with the code at hand. */
  afterMs: number;
  /** Asked at the last moment; where it answers true, the run ends as `suspended`, and no call that waits may go on by itself. */
  mayBegin(): boolean;
  /** The same when the run is stopped: whether it is only for a while. */
  mayBeginOnStop(): boolean;
}

export interface PoolRunInput {
  runId: number;
  code: string;
  language: SandboxLanguage;
  limits: RunLimits;
  hostFunctions: HostFunctions;
  internals: Internals;
  onOutput: (stream: OutputStream, text: string) => void;
  signal: AbortSignal;
  now: () => number;
  newSeed: () => readonly number[];
  suspension?: Suspension;
}

/** One run on one worker, watched from outside. Resolves exactly once; `mustDiscard` says that the worker must not be used again. */
export function runOnWorker(
  worker: PoolWorker,
  input: PoolRunInput,
): Promise<{ result: RunResult; mustDiscard: boolean }> {
  return new Promise((resolve) => {
    new WatchedRun(worker, input, (result, mustDiscard) => resolve({ result, mustDiscard })).start();
  });
}

class WatchedRun {
  readonly #worker: PoolWorker;
  readonly #input: PoolRunInput;
  readonly #done: (result: RunResult, mustDiscard: boolean) => void;
  readonly #startedAt: number;
  readonly #abort = new AbortController();
  readonly #calls: HostCalls;
  readonly #recorder: RunRecorder;
  #rest: NodeJS.Timeout | undefined;
  readonly #logs: OutputEntry[] = [];
  #outputBytes = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #guestMs = 0;
  #busySince: number | undefined;
  #sent = 0;
  #hasStarted = false;
  #isDone = false;

  constructor(
    worker: PoolWorker,
    input: PoolRunInput,
    done: (result: RunResult, mustDiscard: boolean) => void,
  ) {
    this.#worker = worker;
    this.#input = input;
    this.#done = done;
    this.#startedAt = input.now();
    this.#recorder = createRunRecorder(input.suspension, input.newSeed);
    this.#calls = createHostCalls({
      functions: withInternals(input.hostFunctions, input.internals),
      limits: input.limits,
      signal: this.#abort.signal,
      isHeld: this.#recorder.replay !== null,
      settle: (callId, isError, json) => this.#settle(callId, isError, json),
      referTo: (callId, reference) => this.#recorder.referTo(callId, reference),
      onWaiting: () => this.#restSoon(),
    });
    // what is repeated has the whole time for itself; what it took the first time counts once it is over
    if (this.#recorder.replay) this.#guestMs = -input.limits.timeMs;
  }

  start(): void {
    const { runId, code, language, limits, signal, hostFunctions, internals } = this.#input;
    if (signal.aborted) {
      this.#finish(abortedOutcome, false);
      return;
    }
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#worker.listen({
      onMessage: (message) => this.#onMessage(message),
      onDeath: (detail) => this.#finish(crash(detail), true),
    });
    this.#watch(startLimitMs, crash('it did not start in time'));
    const tools = Object.keys(hostFunctions);
    const has = { hasFiles: internals.fs !== undefined, canDescribe: internals.describe !== undefined };
    const { seed, replay } = this.#recorder;
    this.#worker.send({ type: 'run', runId, code, language, tools, ...has, limits, seed, replay });
  }

  readonly #onAbort = () => {
    if (this.#isQuiet() && this.#record() && this.#input.suspension?.mayBeginOnStop()) this.#suspend();
    else this.#finish(abortedOutcome, true);
  };

  #onMessage(message: FromWorker): void {
    if (this.#isDone || message.type === 'ready' || message.runId !== this.#input.runId) return;
    if (message.type === 'started') this.#setStarted();
    else if (message.type === 'output') this.#output(message.entries);
    else if (message.type === 'call') this.#call(message.callId, message.name, message.json);
    else if (message.type === 'caught_up') this.#goOn();
    else if (message.type === 'module') void this.#sendModule(message.path);
    else if (message.type === 'waiting') {
      this.#recorder.add(message.part);
      this.#setWaiting(message.settled, message.guestMs);
    } else {
      this.#setIdle(message.guestMs);
      this.#finish(message.outcome, message.mustDiscard);
    }
  }

  async #sendModule(path: string): Promise<void> {
    const { internals, runId } = this.#input;
    const before = this.#recorder.moduleOf(path);
    const json = before ?? (await moduleAnswer(internals, path, this.#abort.signal));
    if (this.#isDone) return;
    if (before === undefined) this.#recorder.moduleGiven(path, json);
    // compiling it is the run's own time, but for the start, which has a limit of its own
    if (this.#hasStarted) this.#setBusy();
    this.#worker.send({ type: 'module', runId, path, json });
  }

  #call(callId: number, name: string, json: string): void {
    const { known, differs } = this.#recorder.callMade(callId, name, json);
    if (differs) this.#finish(diverged(`call ${callId} is another one: ${name}`), true);
    else this.#calls.call(callId, name, json, known);
  }

  /** The code that is run again is where it was. */
  #goOn(): void {
    this.#guestMs = this.#input.suspension?.record?.guestMs ?? 0;
    this.#busySince = undefined;
    this.#setBusy();
    this.#calls.release();
  }

  #isQuiet(): boolean {
    return this.#hasStarted && !this.#isDone && this.#busySince === undefined && this.#calls.isWaiting();
  }

  #restSoon(): void {
    clearTimeout(this.#rest);
    const { suspension } = this.#input;
    if (!suspension || !this.#isQuiet()) return;
    this.#rest = setTimeout(() => {
      if (this.#isQuiet() && this.#record() && suspension.mayBegin()) this.#suspend();
    }, suspension.afterMs);
  }

  #record(): RunRecord | undefined {
    const { guestMs, wallMs } = this.#stats();
    return this.#recorder.record({ guestMs, wallMs, printed: this.#logs.length });
  }

  #suspend(): void {
    this.#finish({ ok: false, reason: 'suspended', message: 'The run waits.' }, true);
  }

  // an answer that was sent meanwhile has woken it again
  #setWaiting(settled: number, guestMs: number): void {
    if (settled !== this.#sent) return;
    this.#setIdle(guestMs);
    this.#restSoon();
  }

  #setStarted(): void {
    this.#hasStarted = true;
    this.#setBusy();
  }

  #setIdle(guestMs: number): void {
    this.#guestMs = guestMs;
    this.#busySince = undefined;
    clearTimeout(this.#watchdog);
  }

  #settle(callId: number, isError: boolean, json: string): void {
    if (this.#isDone) return;
    if (!this.#recorder.callAnswered(callId, isError, json)) {
      this.#finish(diverged(`call ${callId} has another answer`), true);
      return;
    }
    this.#sent += 1;
    clearTimeout(this.#rest);
    this.#setBusy();
    this.#worker.send({ type: 'settle', runId: this.#input.runId, callId, isError, json });
  }

  #setBusy(): void {
    if (this.#busySince !== undefined) return;
    this.#busySince = this.#input.now();
    const remainingMs = Math.max(0, this.#input.limits.timeMs - this.#guestMs);
    this.#watch(remainingMs + graceMs, stopOutcome('timeout', this.#input.limits));
  }

  #watch(ms: number, outcome: GuestOutcome): void {
    clearTimeout(this.#watchdog);
    const dueAt = this.#input.now() + ms;
    const look = () => {
      // the process may have slept until now: the guest has had none of that time
      const leftMs = dueAt - this.#input.now();
      if (leftMs <= 1) this.#finish(outcome, true);
      else this.#watchdog = setTimeout(look, leftMs);
    };
    this.#watchdog = setTimeout(look, ms);
  }

  #output(entries: OutputEntry[]): void {
    for (const entry of entries) {
      this.#outputBytes += Buffer.byteLength(entry.text) + 1;
      // what was printed before the run was suspended has been shown
      if (this.#logs.push(entry) > this.#recorder.printed) this.#input.onOutput(entry.stream, entry.text);
    }
  }

  #finish(outcome: GuestOutcome, mustDiscard: boolean): void {
    if (this.#isDone) return;
    this.#isDone = true;
    clearTimeout(this.#watchdog);
    clearTimeout(this.#rest);
    this.#input.signal.removeEventListener('abort', this.#onAbort);
    this.#worker.listen(undefined);
    this.#abort.abort(new Error('the run is over'));
    this.#done(this.#result(outcome), mustDiscard);
  }

  #result(outcome: GuestOutcome): RunResult {
    const base = { logs: this.#logs, stats: this.#stats() };
    if (!outcome.ok) {
      const record = outcome.reason === 'suspended' ? this.#record() : undefined;
      return { ...outcome, ...base, ...(record ? { record } : {}) };
    }
    if (outcome.valueJson === undefined) return { ok: true, value: undefined, ...base };
    const { limits } = this.#input;
    const parsed = parseFromGuest(outcome.valueJson, {
      maxBytes: limits.resultBytes,
      maxDepth: limits.valueDepth,
      loneSurrogates: 'replace',
    });
    if (parsed.ok) return { ok: true, value: parsed.value, ...base };
    const reason = parsed.problem.startsWith('larger') ? 'output_limit' : 'error';
    return { ok: false, reason, message: `The returned value is ${parsed.problem}.`, ...base };
  }

  #stats(): RunStats {
    const now = this.#input.now();
    const busyMs = this.#busySince === undefined ? 0 : now - this.#busySince;
    return {
      guestMs: Math.max(0, this.#guestMs + busyMs),
      wallMs: (this.#input.suspension?.record?.wallMs ?? 0) + Math.max(0, now - this.#startedAt),
      peakMemoryBytes: this.#worker.peakMemoryBytes(),
      hostCalls: this.#calls.count(),
      outputBytes: this.#outputBytes,
      limits: this.#input.limits,
    };
  }
}

const abortedOutcome: GuestOutcome = { ok: false, reason: 'aborted', message: 'The run was stopped.' };

function diverged(how: string): GuestOutcome {
  return { ok: false, reason: 'diverged', message: `${how}.` };
}

function crash(detail: string): GuestOutcome {
  return { ok: false, reason: 'crashed', message: `The sandbox died and was replaced: ${detail}.` };
}
