import {
  createClock,
  HoldfastError,
  type Logger,
  type Random,
  silentLogger,
  systemRuntime,
} from '../base/index.ts';
import type { EngineName } from './engine.ts';
import type { HostFunctions } from './host-calls.ts';
import type { Internals } from './internals.ts';
import { defaultRunLimits, mergeLimits, type RunLimits } from './limits.ts';
import type { SandboxLanguage } from './messages.ts';
import { runOnWorker, type Suspension } from './pool-run.ts';
import { type PoolWorker, startPoolWorker } from './pool-worker.ts';
import type { OutputStream, RunResult } from './result.ts';
import { compileEngine } from './wasm.ts';

const refillAfterMs = 50;

export interface SandboxPoolOptions {
  /** The bundled `sandbox.worker`. */
  workerPath: string | URL;
  /** quickjs-emscripten when left out; docs/sandbox-engines.md says why. */
  engine?: EngineName;
  limits?: Partial<RunLimits>;
  /** Idle workers kept ready for the next task. 0: none; a session that runs no code starts none either way. */
  spare?: number;
  /** A task's worker that did nothing for so long is ended. */
  idleMs?: number;
  /** Runs of one task at the same time, each in a worker of its own. */
  workersPerTask?: number;
  logger?: Logger;
  now?: () => number;
  random?: Pick<Random, 'bytes'>;
}

export interface RunInput {
  taskId: string;
  code: string;
  language: SandboxLanguage;
  limits?: Partial<RunLimits>;
  hostFunctions: HostFunctions;
  /** What the guest's own runtime may ask: files and modules of the workspace, for code that imports them. */
  internals?: Internals;
  onOutput?: (stream: OutputStream, text: string) => void;
  signal: AbortSignal;
  /** Where the run may give its worker back while its calls wait; without it, it never does. */
  suspension?: Suspension;
}

export interface SandboxPool {
  /** Runs code in the task's sandbox. Whatever the code does is a result; rejects only when no worker can be started (`sandbox_failed`). */
  run(input: RunInput): Promise<RunResult>;
  /** Starts the spare workers, if any are configured. */
  warm(): Promise<void>;
  /** Ends the task's workers; a run in progress ends as `aborted`. */
  endTask(taskId: string): Promise<void>;
  close(): Promise<void>;
  counts(): { workers: number; busy: number; spare: number };
}

interface Seat {
  worker: PoolWorker;
  isBusy: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** Creates the pool. Nothing is started or compiled before the first run or `warm()`. */
export function createSandboxPool(options: SandboxPoolOptions): SandboxPool {
  return new Pool(options);
}

class Pool implements SandboxPool {
  readonly #options: SandboxPoolOptions;
  readonly #engine: EngineName;
  readonly #now: () => number;
  readonly #random: Pick<Random, 'bytes'>;
  readonly #limits: RunLimits;
  readonly #logger: Logger;
  readonly #seats = new Map<string, Set<Seat>>();
  /** One for each run from the moment it is accepted, also while its worker is still to come. */
  readonly #running = new Map<string, Set<AbortController>>();
  readonly #spares: PoolWorker[] = [];
  /** By the size of the memory, which one of the engines has in its module. */
  readonly #wasmModules = new Map<number, Promise<WebAssembly.Module>>();
  #lastRun = 0;
  #isClosed = false;

  constructor(options: SandboxPoolOptions) {
    this.#options = options;
    this.#engine = options.engine ?? 'quickjs-emscripten';
    this.#now = options.now ?? createClock(() => performance.now()).monotonic;
    this.#random = options.random ?? systemRuntime().random;
    this.#limits = mergeLimits(defaultRunLimits, options.limits);
    this.#logger = options.logger ?? silentLogger;
  }

  async run(input: RunInput): Promise<RunResult> {
    const limits = mergeLimits(this.#limits, input.limits);
    const refused = this.#refuse(input, limits);
    if (refused) return refused;
    const stop = new AbortController();
    const running = this.#running.get(input.taskId) ?? new Set<AbortController>();
    this.#running.set(input.taskId, running.add(stop));
    try {
      return await this.#runInSeat(input, limits, AbortSignal.any([input.signal, stop.signal]), stop.signal);
    } finally {
      running.delete(stop);
      if (running.size === 0) this.#running.delete(input.taskId);
    }
  }

  async #runInSeat(
    input: RunInput,
    limits: RunLimits,
    signal: AbortSignal,
    ended: AbortSignal,
  ): Promise<RunResult> {
    const seat = await this.#takeSeat(input.taskId, limits.memoryBytes, signal);
    if (!seat) return failed(limits, 'aborted', 'The run was stopped before it began.');
    this.#lastRun += 1;
    const { result, mustDiscard } = await runOnWorker(seat.worker, {
      runId: this.#lastRun,
      code: input.code,
      language: input.language,
      limits,
      hostFunctions: input.hostFunctions,
      internals: input.internals ?? {},
      onOutput: input.onOutput ?? (() => {}),
      signal,
      now: this.#now,
      newSeed: () => newSeed(this.#random),
      ...(input.suspension ? { suspension: input.suspension } : {}),
    });
    await this.#leaveSeat(input.taskId, seat, mustDiscard || ended.aborted);
    return result;
  }

  #refuse(input: RunInput, limits: RunLimits): RunResult | undefined {
    if (this.#isClosed) throw new HoldfastError('sandbox_failed', 'the sandbox pool is closed');
    if (input.signal.aborted) return failed(limits, 'aborted', 'The run was stopped before it began.');
    const sizeBytes = Buffer.byteLength(input.code);
    if (sizeBytes > limits.sourceBytes)
      return failed(limits, 'error', `The code has ${sizeBytes} bytes; the limit is ${limits.sourceBytes}.`);
    const busy = this.#running.get(input.taskId)?.size ?? 0;
    const most = this.#options.workersPerTask ?? 4;
    return busy >= most
      ? failed(limits, 'error', `${most} runs of this session are already in progress.`)
      : undefined;
  }

  /** A worker for one run of the task; undefined when the run was stopped before there was one. */
  async #takeSeat(taskId: string, memoryBytes: number, signal: AbortSignal): Promise<Seat | undefined> {
    for (const seat of this.#seats.get(taskId) ?? []) {
      if (seat.isBusy || seat.worker.isGone() || seat.worker.memoryBytes !== memoryBytes) continue;
      seat.isBusy = true;
      clearTimeout(seat.idleTimer);
      return seat;
    }
    const wasmModule = await this.#compiled(memoryBytes);
    // ended or closed meanwhile: nothing may be started any more
    if (signal.aborted) return undefined;
    const seat: Seat = { worker: this.#takeWorker(wasmModule, memoryBytes), isBusy: true };
    const seats = this.#seats.get(taskId) ?? new Set<Seat>();
    this.#seats.set(taskId, seats.add(seat));
    try {
      await seat.worker.ready;
    } catch (caught) {
      // ended while it started: the run sees that by itself
      if (signal.aborted) return seat;
      await this.#removeSeat(taskId, seat);
      throw new HoldfastError('sandbox_failed', 'the sandbox worker did not start', {}, { cause: caught });
    }
    // not at once: the start of a thread would slow down the run that took the last one
    setTimeout(() => this.#refill(), refillAfterMs).unref();
    return seat;
  }

  #takeWorker(wasmModule: WebAssembly.Module, memoryBytes: number): PoolWorker {
    const index = this.#spares.findIndex((worker) => !worker.isGone() && worker.memoryBytes === memoryBytes);
    const [spare] = index < 0 ? [] : this.#spares.splice(index, 1);
    return spare ?? this.#startWorker(wasmModule, memoryBytes, false);
  }

  #fillSpares(wasmModule: WebAssembly.Module): void {
    if (this.#isClosed) return;
    for (const [index, worker] of [...this.#spares.entries()].reverse())
      if (worker.isGone()) this.#spares.splice(index, 1);
    while (this.#spares.length < (this.#options.spare ?? 0)) {
      this.#spares.push(this.#startWorker(wasmModule, this.#limits.memoryBytes, true));
    }
  }

  #startWorker(wasmModule: WebAssembly.Module, memoryBytes: number, isSpare: boolean): PoolWorker {
    const engine = this.#engine;
    return startPoolWorker(this.#options.workerPath, { engine, wasmModule, memoryBytes, isSpare });
  }

  #refill(): void {
    if ((this.#options.spare ?? 0) === 0) return;
    this.#compiled(this.#limits.memoryBytes).then(
      (wasmModule) => this.#fillSpares(wasmModule),
      (caught: unknown) => this.#logger.error('no spare sandbox could be started', caught),
    );
  }

  // of a task's workers one is kept; a module in which anything went wrong is never used again (R6)
  async #leaveSeat(taskId: string, seat: Seat, mustDiscard: boolean): Promise<void> {
    seat.isBusy = false;
    const idle = [...(this.#seats.get(taskId) ?? [])].find((other) => other !== seat && !other.isBusy);
    // of two that differ the one just used is what the next run will want
    if (idle && idle.worker.memoryBytes !== seat.worker.memoryBytes) await this.#removeSeat(taskId, idle);
    else if (idle) return this.#removeSeat(taskId, seat);
    if (mustDiscard || seat.worker.isGone()) return this.#removeSeat(taskId, seat);
    seat.idleTimer = setTimeout(() => {
      this.#removeSeat(taskId, seat).catch((caught: unknown) =>
        this.#logger.error('ending an idle sandbox failed', caught),
      );
    }, this.#options.idleMs ?? 60_000).unref();
  }

  async #removeSeat(taskId: string, seat: Seat): Promise<void> {
    clearTimeout(seat.idleTimer);
    const seats = this.#seats.get(taskId);
    seats?.delete(seat);
    if (seats?.size === 0) this.#seats.delete(taskId);
    await seat.worker.terminate();
  }

  #compiled(memoryBytes: number): Promise<WebAssembly.Module> {
    const key = this.#engine === 'quickjs-wasi' ? memoryBytes : 0;
    const known = this.#wasmModules.get(key);
    if (known) return known;
    // a failure is not kept: the next run tries again
    const compiled = compileEngine(this.#engine, memoryBytes).catch((caught: unknown) => {
      this.#wasmModules.delete(key);
      throw caught;
    });
    this.#wasmModules.set(key, compiled);
    return compiled;
  }

  async warm(): Promise<void> {
    if ((this.#options.spare ?? 0) === 0) return;
    this.#fillSpares(await this.#compiled(this.#limits.memoryBytes));
    await Promise.all(this.#spares.map((worker) => worker.ready));
  }

  async endTask(taskId: string): Promise<void> {
    for (const stop of this.#running.get(taskId) ?? []) stop.abort();
    for (const seat of [...(this.#seats.get(taskId) ?? [])]) await this.#removeSeat(taskId, seat);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const taskId of new Set([...this.#running.keys(), ...this.#seats.keys()]))
      await this.endTask(taskId);
    await Promise.all(this.#spares.splice(0).map((worker) => worker.terminate()));
  }

  counts(): { workers: number; busy: number; spare: number } {
    const seats = [...this.#seats.values()].flatMap((set) => [...set]);
    return {
      workers: seats.length,
      busy: seats.filter((seat) => seat.isBusy).length,
      spare: this.#spares.length,
    };
  }
}

function newSeed(random: Pick<Random, 'bytes'>): number[] {
  const words = Array.from(new Uint32Array(Uint8Array.from(random.bytes(16)).buffer));
  // all zeros would stay zeros
  return words.some((word) => word !== 0) ? words : [1, 2, 3, 4];
}

/** A run that never had a worker. */
function failed(limits: RunLimits, reason: 'error' | 'aborted', message: string): RunResult {
  const stats = { guestMs: 0, wallMs: 0, peakMemoryBytes: 0, hostCalls: 0, outputBytes: 0, limits };
  return { ok: false, reason, message, logs: [], stats };
}
