import { z } from 'zod';
import { repairJson } from './boundary.ts';
import type { Engine, GuestFailure, Outcome, Reached, Realm, RealmHost } from './engine.ts';
import type { GuestConfig } from './guest/bootstrap.ts';
import { createGuestClock, type GuestClock } from './guest-clock.ts';
import { GuestHistory, type NextStep } from './guest-history.ts';
import { describeFailure, hostFailure, type StopReason, stopOutcome } from './guest-outcome.ts';
import { createGuestTimers, type GuestTimers } from './guest-timers.ts';
import type { FromWorker, GuestOutcome, RunRequest, SettleMessage } from './messages.ts';
import type { LinkedModule, Linker, ModuleLink } from './module-linker.ts';
import { createOutputBuffer, type OutputBuffer } from './output-buffer.ts';
import type { OutputStream } from './result.ts';
import type { SourceMapping } from './stack-trace.ts';

// small slices, so that the deadline is looked at between them: a job queue can hide an interrupt (R7)
const jobsPerSlice = 64;
const returnIsRefused = 'return not in a function';
const wrapStart = '(async()=>{';
const wrapEnd = '\n})()';
const streams: readonly OutputStream[] = ['log', 'info', 'warn', 'error', 'debug'];

const importRequest = z.object({ name: z.string(), from: z.string().nullable() });

export interface GuestRunPorts {
  engine: Engine;
  send(message: FromWorker): void;
  now(): number;
  /** Milliseconds since the epoch. */
  wallClock(): number;
  /** Tells how much memory is in use, for a run that is killed. */
  gauge(memoryBytes: number): void;
  onEnd(): void;
  /** What the code imports; undefined for code that names no module. */
  linked: { modules: readonly LinkedModule[]; links: readonly ModuleLink[]; linker: Linker } | undefined;
}

/** One run inside the worker: starts the code, runs its jobs and timers, sends its calls, and ends exactly once. */
export class GuestRun {
  readonly #request: RunRequest;
  readonly #ports: GuestRunPorts;
  readonly #clock: GuestClock;
  readonly #output: OutputBuffer;
  readonly #timers: GuestTimers;
  readonly #history: GuestHistory;
  #realm: Realm | undefined;
  #stop: StopReason | undefined;
  #calls = 0;
  #settled = 0;
  /** Those of the settled calls that the main process answered. */
  #answered = 0;
  #hasEnded = false;
  #mapping: SourceMapping;
  /** The script's own end, kept while host calls it did not wait for are still open. */
  #result: Outcome | undefined;

  constructor(request: RunRequest, ports: GuestRunPorts) {
    this.#request = request;
    this.#ports = ports;
    this.#clock = createGuestClock(request.limits.timeMs, ports.now);
    this.#output = createOutputBuffer(
      (entries) => ports.send({ type: 'output', runId: request.runId, entries }),
      ports.now,
    );
    this.#timers = createGuestTimers(ports.now, () => this.#step(() => this.#fireDueTimers()));
    this.#history = new GuestHistory(request.replay, ports.wallClock, () => {
      this.#stop ??= 'diverged';
    });
    this.#mapping = { fileName: request.language === 'typescript' ? 'run.ts' : 'run.js', firstLineShift: 0 };
  }

  /** Makes the code runnable (`prepare` may be the type stripper) and runs it up to its first wait. */
  start(
    prepare: (source: string) => { ok: true; code: string } | { ok: false; outcome: GuestOutcome },
  ): void {
    this.#ports.send({ type: 'started', runId: this.#request.runId });
    // what is repeated has the whole time for itself
    if (this.#history.isFollowing()) this.#clock.set(-this.#request.limits.timeMs);
    this.#step(() => {
      const prepared = prepare(this.#request.code);
      if (!prepared.ok) return this.#end(prepared.outcome, false);
      const { limits, tools, canDescribe } = this.#request;
      const config: GuestConfig = {
        tools,
        canDescribe,
        messageBytes: limits.messageBytes,
        resultBytes: limits.resultBytes,
        outputBytes: limits.outputBytes,
        timers: limits.timers,
        seed: this.#request.seed,
        modules: this.#ports.linked?.modules ?? null,
        links: this.#ports.linked?.links ?? [],
      };
      this.#realm = this.#ports.engine.openRealm({
        host: this.#host(),
        configJson: JSON.stringify(config),
        hasModules: this.#ports.linked !== undefined,
        hasFiles: this.#request.hasFiles,
        stackBytes: limits.stackBytes,
      });
      this.#startScript(this.#realm, prepared.code);
    });
    this.#follow();
  }

  /** Delivers the answer of a host call. */
  settle(message: SettleMessage): void {
    if (this.#hasEnded || message.runId !== this.#request.runId) return;
    this.#answered += 1;
    this.#take(message);
  }

  #take(message: SettleMessage): void {
    if (this.#history.isFollowing()) {
      this.#history.keep(message);
      this.#follow();
    } else this.#deliver(message.callId, message.isError, message.json);
  }

  #deliver(callId: number, isError: boolean, json: string): void {
    if (this.#hasEnded) return;
    this.#settled += 1;
    this.#history.noteStep(callId);
    this.#step(() => this.#noteFailure(this.#realm?.settle(callId, isError, json)));
  }

  /** Answers `import()` of a name that was not linked before the run. */
  #import(callId: number, json: string): void {
    const asked = importRequest.safeParse(JSON.parse(json));
    const linker = this.#ports.linked?.linker;
    const name = asked.data?.name ?? '';
    const answer =
      linker && asked.data
        ? linker.linkImport(name, asked.data.from)
        : Promise.reject(new Error('there are no modules'));
    const { runId } = this.#request;
    const deliver = (isError: boolean, answerJson: string) =>
      this.#take({ type: 'settle', runId, callId, isError, json: answerJson });
    answer.then(
      (found) => deliver(false, JSON.stringify(found)),
      (caught: unknown) => {
        const message = caught instanceof Error ? caught.message : String(caught);
        deliver(true, JSON.stringify({ name: 'Error', message: `Cannot import '${name}': ${message}` }));
      },
    );
  }

  #host(): RealmHost {
    const { limits, runId } = this.#request;
    return {
      call: (callId, name, json) => {
        this.#calls += 1;
        if (this.#calls > limits.hostCalls || this.#calls - this.#settled > limits.pendingCalls) {
          this.#stop ??= 'host_calls';
          return;
        }
        this.#history.noteCall(this.#calls, name);
        if (this.#stop) return;
        if (name === '#import') this.#import(callId, repairJson(json));
        else this.#ports.send({ type: 'call', runId, callId, name, json });
      },
      print: (stream, json) => this.#print(stream, json),
      setTimer: (timerId, ms) => this.#timers.set(timerId, ms),
      clearTimer: (timerId) => this.#timers.clear(timerId),
      now: () => this.#history.readClock(),
      shouldStop: () => {
        this.#ports.gauge(this.#ports.engine.memoryBytes());
        if (this.#clock.remainingMs() <= 0) this.#stop ??= 'timeout';
        return this.#stop !== undefined;
      },
    };
  }

  #print(stream: string, json: string): void {
    const known = streams.find((name) => name === stream);
    if (this.#stop || !known) return;
    const text: unknown = JSON.parse(json === '' ? '""' : repairJson(json));
    if (typeof text !== 'string') return;
    const room = this.#request.limits.outputBytes - this.#output.bytes();
    if (Buffer.byteLength(text) + 1 > room) {
      this.#stop = 'output_limit';
      return;
    }
    this.#output.add(known, text);
  }

  #startScript(realm: Realm, code: string): void {
    const failure = realm.start(code, this.#mapping.fileName);
    if (!failure) return;
    if (!this.#stop && failure.name === 'SyntaxError' && failure.message === returnIsRefused) {
      this.#mapping = { ...this.#mapping, firstLineShift: wrapStart.length };
      const second = realm.start(`${wrapStart}${code}${wrapEnd}`, this.#mapping.fileName);
      if (second) this.#endWithFailure(second, true);
      return;
    }
    this.#endWithFailure(failure, true);
  }

  #noteFailure(failure: GuestFailure | undefined): void {
    if (failure && !this.#stop) this.#endWithFailure(failure, false);
  }

  #fireDueTimers(): void {
    const fired: number[] = [];
    for (let id = this.#timers.takeDue(); id !== undefined && !this.#hasEnded; id = this.#timers.takeDue()) {
      if (fired.push(id) === 1) this.#history.noteStep(fired);
      this.#noteFailure(this.#realm?.fireTimer(id));
      this.#drainJobs();
    }
  }

  /** Runs guest code by `enter`, then everything that became runnable, then decides what to wait for. */
  #step(enter: () => void): void {
    if (this.#hasEnded) return;
    this.#clock.resume();
    try {
      enter();
      this.#drainJobs();
      this.#decide();
    } catch (caught) {
      // a host error came out of the engine: whatever it is, the module is not trusted any more (R6)
      const failed = () => hostFailure(caught, this.#reached());
      this.#end(this.#stop ? this.#stopped(this.#stop) : failed(), true);
    }
    this.#output.flush();
  }

  #stopped(reason: StopReason): GuestOutcome {
    if (reason === 'diverged') return { ok: false, reason, message: `${this.#history.divergence()}.` };
    return stopOutcome(reason, this.#request.limits);
  }

  /** Goes on with the record as far as the answers are there; at its end the run goes on by itself. */
  #follow(): void {
    while (this.#history.isFollowing() && !this.#hasEnded) {
      const hasResult = this.#result !== undefined;
      const isOver = hasResult && (this.#result?.state === 'rejected' || this.#calls === this.#settled);
      const next = this.#history.next(this.#calls, isOver);
      if (next.kind === 'answer') {
        const { callId, isError, json } = next.message;
        this.#deliver(callId, isError, json);
      } else if (next.kind === 'timers') this.#fireAgain(next.ids);
      else if (next.kind === 'diverged') this.#step(() => {});
      else if (next.kind === 'caught_up') this.#goOn(next);
      else {
        this.#clock.pause();
        return;
      }
    }
  }

  #fireAgain(ids: readonly number[]): void {
    this.#step(() => {
      for (const id of ids) {
        if (!this.#timers.has(id)) return this.#history.diverge('it had set other timers');
        this.#timers.clear(id);
        this.#noteFailure(this.#realm?.fireTimer(id));
        this.#drainJobs();
      }
    });
  }

  #goOn({ guestMs, early }: Extract<NextStep, { kind: 'caught_up' }>): void {
    this.#clock.set(guestMs);
    this.#output.flush();
    this.#ports.send({ type: 'caught_up', runId: this.#request.runId });
    this.#step(() => {});
    for (const { callId, isError, json } of early) this.#deliver(callId, isError, json);
  }

  #drainJobs(): void {
    while (!this.#hasEnded && !this.#shouldStop() && this.#realm?.hasJobs())
      this.#realm.runJobs(jobsPerSlice);
  }

  #shouldStop(): boolean {
    if (this.#clock.remainingMs() <= 0) this.#stop ??= 'timeout';
    return this.#stop !== undefined;
  }

  #decide(): void {
    if (this.#hasEnded) return;
    if (!this.#stop) this.#result ??= this.#readOutcome();
    // reading the result ran guest code (toJSON), which may have queued more or gone too far
    if (!this.#shouldStop() && this.#realm?.hasJobs()) this.#step(() => {});
    else this.#endOrWait();
  }

  #endOrWait(): void {
    const openCalls = this.#calls - this.#settled;
    if (this.#stop) {
      this.#end(this.#stopped(this.#stop), true);
    } else if (this.#history.isFollowing()) {
      // what comes next stands in the record
    } else if (this.#result?.state === 'rejected') {
      this.#endWithFailure(this.#result.failure, false);
    } else if (this.#result?.state === 'fulfilled' && openCalls === 0) {
      // the main process will refuse what is too large; it took its part of the memory
      const { json } = this.#result;
      this.#end({ ok: true, valueJson: json }, (json?.length ?? 0) > this.#request.limits.resultBytes);
    } else if (openCalls === 0 && this.#timers.isEmpty()) {
      const message = 'The code waits for a promise that nothing will ever settle.';
      this.#end({ ok: false, reason: 'error', message }, false);
    } else if (this.#result !== undefined || this.#timers.isEmpty()) {
      this.#waitForHost();
    } else {
      // timers are the guest's own time
      this.#timers.wakeWithin(this.#clock.remainingMs());
    }
  }

  #readOutcome(): Outcome | undefined {
    const outcome = this.#realm?.outcome();
    return outcome?.state === 'pending' ? undefined : outcome;
  }

  #waitForHost(): void {
    this.#timers.stop();
    this.#clock.pause();
    const { runId } = this.#request;
    this.#output.flush();
    const part = this.#history.takePart(this.#calls);
    const guestMs = this.#clock.elapsedMs();
    this.#ports.send({ type: 'waiting', runId, settled: this.#answered, guestMs, part });
  }

  #endWithFailure(failure: GuestFailure, isCompiling: boolean): void {
    const { code } = this.#request;
    const context = { isCompiling, reached: this.#reached(), mapping: this.#mapping, code };
    const outcome = this.#stop ? this.#stopped(this.#stop) : describeFailure(failure, context);
    this.#end(outcome, !outcome.ok && outcome.reason !== 'error' && outcome.reason !== 'syntax');
  }

  #reached(): Reached {
    return this.#realm?.reached() ?? { memory: false, stack: false };
  }

  #end(given: GuestOutcome, mustDiscard: boolean): void {
    if (this.#hasEnded) return;
    const isOwnEnd = given.ok || given.reason === 'error' || given.reason === 'syntax';
    const isEarly = this.#history.isFollowing() && isOwnEnd;
    if (isEarly) this.#history.diverge('it ended earlier');
    const outcome = isEarly ? this.#stopped('diverged') : given;
    this.#hasEnded = true;
    this.#clock.pause();
    this.#timers.stop();
    this.#output.flush();
    this.#ports.gauge(this.#ports.engine.memoryBytes());
    const isClosed = mustDiscard ? false : this.#close();
    const { runId } = this.#request;
    this.#ports.send({
      type: 'end',
      runId,
      outcome,
      guestMs: this.#clock.elapsedMs(),
      mustDiscard: !isClosed,
    });
    this.#ports.onEnd();
  }

  // memory never shrinks, so a run that took much leaves a worker that is not worth keeping
  #close(): boolean {
    try {
      this.#realm?.close();
      return this.#ports.engine.memoryBytes() <= 32 * 1024 * 1024;
    } catch {
      // closing failed: objects are still referenced inside, the caller discards the whole module
      return false;
    }
  }
}
