import {
  type Engine,
  type GuestFailure,
  GuestMemoryError,
  type Outcome,
  type Reached,
  type Realm,
  type RealmHost,
  type RealmOptions,
} from './engine.ts';
import { bootstrapFileName, bootstrapSource } from './guest/bootstrap.ts';
import {
  evaluateAsync,
  type GuestFunction,
  guestFunctions,
  parseFailure,
  unreadableFailure,
} from './guest-functions.ts';
import {
  findRandomState,
  MemoryImage,
  recursion,
  reseed,
  StackWatch,
  type Stretch,
  usedAround,
} from './memory-image.ts';

/** A value of the guest: the address of a box that holds it, in the machine's memory. */
type Box = number;

/** What of the module's exports is used; none of it runs guest code but `qjs_eval`, `qjs_call` and `qjs_execute_pending_job`. */
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  qjs_init(): number;
  qjs_eval(code: number, length: number, fileName: number, flags: number): Box;
  qjs_call(fn: Box, self: Box, count: number, args: number): Box;
  qjs_new_string(text: number, length: number): Box;
  qjs_new_number(value: number): Box;
  qjs_new_object(): Box;
  qjs_new_host_function(name: number, length: number, parameters: number): Box;
  qjs_get_undefined(): Box;
  qjs_dup_value(value: Box): Box;
  qjs_free_value(value: Box): void;
  qjs_get_prop_string(object: Box, name: number): Box;
  qjs_set_prop_string(object: Box, name: number, value: Box): number;
  qjs_is_exception(value: Box): number;
  qjs_is_string(value: Box): number;
  qjs_is_number(value: Box): number;
  qjs_get_float64(value: Box): number;
  qjs_get_string_len(value: Box, length: number): number;
  qjs_free_cstring(text: number): void;
  qjs_get_exception(): Box;
  qjs_promise_state(promise: Box): number;
  qjs_promise_result(promise: Box): Box;
  qjs_is_job_pending(): number;
  qjs_execute_pending_job(): number;
  qjs_set_memory_limit(bytes: number): void;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_set_interrupt_handler(isOn: number): void;
  wasm_malloc(bytes: number): number;
  wasm_free(address: number): void;
}

const pageBytes = 65_536;
// so much is asked for ahead: the engine cannot use again what it grows by later, and few runs need more
const roomBytes = 1024 * 1024;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const hostNames = ['call', 'print', 'setTimer', 'clearTimer', 'now'] as const;

/**
 * QuickJS-NG, one WebAssembly instance whose whole memory is put back before each run: nothing of a run can outlive it, not even a
 * corrupted heap. The module must have been compiled with the memory's maximum (wasm.ts). The package's own binding is not used: it
 * reads `message` and `stack` of whatever was thrown, which runs guest code (R9).
 */
export async function createQuickJsWasiEngine(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
): Promise<Engine> {
  const ground = new Ground(new Machine(wasmModule), memoryBytes);
  return {
    memoryBytes: () => ground.machine.memoryBytes(),
    openRealm: (options) => new WasiRealm(ground, options),
  };
}

const plainNeeds = { hasModules: false, hasFiles: false };

/** The machine, and what its memory was before any code of a task: without the guest's runtime, and with the one that most code needs. */
class Ground {
  readonly machine: Machine;
  /** What the guest's runtime is given to call. */
  readonly hostObject: Box;
  readonly #memoryBytes: number;
  readonly #stack: StackWatch;
  readonly #randomState: number;
  readonly #bare: MemoryImage;
  readonly #plain: MemoryImage;
  readonly #plainFactory: Box;
  readonly #imageBytes: number;

  constructor(machine: Machine, memoryBytes: number) {
    this.machine = machine;
    this.#memoryBytes = memoryBytes;
    const { exports } = machine;
    // no cap, but one absurd allocation fails early and politely
    exports.qjs_set_memory_limit(memoryBytes);
    this.hostObject = exports.qjs_new_object();
    for (const name of hostNames)
      machine.withText(name, (address) =>
        exports.qjs_set_prop_string(this.hostObject, address, machine.newFunction(name)),
      );
    exports.wasm_free(exports.wasm_malloc(roomBytes));
    this.#randomState = findRandomState(exports.memory, this.#heap(), () => {
      exports.qjs_free_value(machine.require(machine.evaluate('Math.random()', bootstrapFileName, 0)));
    });
    this.#stack = new StackWatch(
      () => machine.exports.memory,
      this.hostObject,
      recursion.limitBytes,
      () => this.#recurse(),
    );
    this.#bare = this.#image();
    this.#plainFactory = this.#newFactory(plainNeeds);
    this.#plain = this.#image();
    this.#imageBytes = machine.memoryBytes();
  }

  /** Puts the memory back to what it was. Gives the guest's runtime, parsed and not yet run. */
  open(needs: RealmOptions): Box {
    this.machine.host = needs.host;
    this.machine.shrink(this.#imageBytes);
    this.#stack.reset(needs.stackBytes);
    const { memory } = this.machine.exports;
    (needs.hasModules ? this.#bare : this.#plain).putBack(memory);
    reseed(memory, this.#randomState);
    return needs.hasModules ? this.#newFactory(needs) : this.#plainFactory;
  }

  // the engine grows its memory itself: that it was refused shows in how little is left
  reached(): Reached {
    return {
      memory: this.machine.memoryBytes() > this.#memoryBytes * 0.75,
      stack: this.#stack.isAtLimit(),
    };
  }

  #recurse(): void {
    const { exports } = this.machine;
    exports.qjs_set_max_stack_size(recursion.limitBytes);
    exports.qjs_free_value(this.machine.evaluate(recursion.code, bootstrapFileName, 0));
    exports.qjs_free_value(exports.qjs_get_exception());
  }

  #newFactory(needs: Parameters<typeof bootstrapSource>[0]): Box {
    return this.machine.require(this.machine.evaluate(bootstrapSource(needs), bootstrapFileName, 0));
  }

  // the stack may lie before the static data or behind it; it is empty
  #image(): MemoryImage {
    return new MemoryImage(this.machine.exports.memory, [
      usedAround(this.machine.exports.memory, 0),
      this.#heap(),
    ]);
  }

  #heap(): Stretch {
    return usedAround(this.machine.exports.memory, this.hostObject);
  }
}

/** One instance of the engine: strings and numbers in and out, everything else by its address. */
class Machine {
  exports: Exports;
  host: RealmHost | undefined;
  readonly #wasmModule: WebAssembly.Module;
  readonly undefined: Box;
  // room for a length and for the arguments of a call, kept so that neither can fail for want of memory
  readonly #length: number;
  readonly #arguments: number;

  constructor(wasmModule: WebAssembly.Module) {
    this.#wasmModule = wasmModule;
    this.exports = this.#newInstance();
    this.exports._initialize();
    if (this.exports.qjs_init() !== 0) throw new GuestMemoryError();
    this.exports.qjs_set_interrupt_handler(1);
    this.undefined = this.exports.qjs_get_undefined();
    this.#length = this.#allocate(4);
    this.#arguments = this.#allocate(3 * 4);
  }

  #newInstance(): Exports {
    return new WebAssembly.Instance(this.#wasmModule, this.#imports()).exports as Exports;
  }

  /** Gives up memory that grew past `memoryBytes`. What it held is gone: all of it has to be put back. */
  shrink(memoryBytes: number): void {
    if (this.memoryBytes() === memoryBytes) return;
    this.exports = this.#newInstance();
    this.exports.memory.grow((memoryBytes - this.memoryBytes()) / pageBytes);
  }

  #imports(): ConstructorParameters<typeof WebAssembly.Instance>[1] {
    const [success, badFile, notSupported] = [0, 8, 52];
    return {
      env: {
        host_call: (name: number, length: number, _self: Box, count: number, args: number) =>
          this.#onCall(decoder.decode(this.#bytes(name, length)), count, args),
        host_interrupt: () => (this.host?.shouldStop() ? 1 : 0),
        // neither is switched on
        host_promise_rejection: () => {},
        host_module_normalize: () => 0,
        host_module_load: () => 0,
        host_get_timezone_offset: () => 0,
      },
      wasi_snapshot_preview1: {
        clock_time_get: (_clock: number, _precision: bigint, result: number) => {
          const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
          new DataView(this.exports.memory.buffer).setBigUint64(result, now, true);
          return success;
        },
        random_get: (address: number, length: number) => {
          crypto.getRandomValues(this.#bytes(address, length));
          return success;
        },
        fd_write: () => badFile,
        fd_fdstat_get: () => badFile,
        fd_close: () => notSupported,
        fd_seek: () => notSupported,
      },
    };
  }

  // only these five exist, and only numbers and strings are read from their arguments: nothing is coerced
  #onCall(name: string, count: number, args: number): Box {
    const view = new DataView(this.exports.memory.buffer);
    const boxes = Array.from({ length: Math.min(count, 3) }, (_, index) =>
      view.getUint32(args + index * 4, true),
    );
    const [first, second, third] = boxes;
    if (name === 'call') this.host?.call(this.number(first), this.string(second), this.string(third));
    else if (name === 'print') this.host?.print(this.string(first), this.string(second));
    else if (name === 'setTimer') this.host?.setTimer(this.number(first), this.number(second));
    else if (name === 'clearTimer') this.host?.clearTimer(this.number(first));
    else if (name === 'now') return this.exports.qjs_new_number(this.host?.now() ?? 0);
    return this.exports.qjs_dup_value(this.undefined);
  }

  memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  #bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer, address, length);
  }

  #allocate(bytes: number): number {
    const address = this.exports.wasm_malloc(bytes);
    if (address === 0) throw new GuestMemoryError();
    return address;
  }

  /** Copies a text in, with a zero at its end, for the time of `use`. */
  withText<T>(text: string, use: (address: number, length: number) => T): T {
    const bytes = encoder.encode(text);
    const address = this.#allocate(bytes.length + 1);
    const target = this.#bytes(address, bytes.length + 1);
    target.set(bytes);
    target[bytes.length] = 0;
    try {
      return use(address, bytes.length);
    } finally {
      this.exports.wasm_free(address);
    }
  }

  evaluate(code: string, fileName: string, flags: number): Box {
    return this.withText(code, (address, length) =>
      this.withText(fileName, (file) => this.exports.qjs_eval(address, length, file, flags)),
    );
  }

  /** Calls a guest function and frees the arguments. */
  call(fn: Box, args: readonly Box[]): Box {
    const view = new DataView(this.exports.memory.buffer);
    for (const [index, box] of args.entries()) view.setUint32(this.#arguments + index * 4, box, true);
    const result = this.exports.qjs_call(fn, this.undefined, args.length, this.#arguments);
    for (const box of args) this.exports.qjs_free_value(box);
    return result;
  }

  newString(text: string): Box {
    return this.withText(text, (address, length) => this.exports.qjs_new_string(address, length));
  }

  newFunction(name: string): Box {
    return this.withText(name, (address, length) => this.exports.qjs_new_host_function(address, length, 0));
  }

  number(box: Box | undefined): number {
    return box !== undefined && this.exports.qjs_is_number(box) !== 0 ? this.exports.qjs_get_float64(box) : 0;
  }

  string(box: Box | undefined): string {
    if (box === undefined || this.exports.qjs_is_string(box) === 0) return '';
    const text = this.exports.qjs_get_string_len(box, this.#length);
    if (text === 0) throw new GuestMemoryError();
    const length = new DataView(this.exports.memory.buffer).getUint32(this.#length, true);
    const decoded = decoder.decode(this.#bytes(text, length));
    this.exports.qjs_free_cstring(text);
    return decoded;
  }

  takeString(box: Box): string {
    const text = this.string(box);
    this.exports.qjs_free_value(box);
    return text;
  }

  /** A result that must not be an exception: the guest's runtime, before any code of a task has run. */
  require(box: Box): Box {
    if (this.exports.qjs_is_exception(box) !== 0) throw new GuestMemoryError();
    return box;
  }
}

// what a realm holds is not freed: the memory is put back before the next run
class WasiRealm implements Realm {
  readonly #ground: Ground;
  readonly #machine: Machine;
  readonly #functions: Record<GuestFunction, Box>;
  #script: Box | undefined;
  #adopted: Box | undefined;

  constructor(ground: Ground, options: RealmOptions) {
    const { machine } = ground;
    this.#ground = ground;
    this.#machine = machine;
    const factory = ground.open(options);
    machine.exports.qjs_set_max_stack_size(options.stackBytes);
    // a call frees its arguments, and this one is needed again
    const host = machine.exports.qjs_dup_value(ground.hostObject);
    const made = machine.require(machine.call(factory, [host, machine.newString(options.configJson)]));
    const pick = (name: GuestFunction) =>
      machine.withText(name, (address) => machine.exports.qjs_get_prop_string(made, address));
    this.#functions = Object.fromEntries(guestFunctions.map((name) => [name, pick(name)])) as Record<
      GuestFunction,
      Box
    >;
  }

  start(code: string, fileName: string): GuestFailure | undefined {
    const script = this.#machine.evaluate(code, fileName, evaluateAsync);
    const failure = this.#failureOf(script);
    if (!failure) this.#script = script;
    return failure;
  }

  hasJobs(): boolean {
    return this.#machine.exports.qjs_is_job_pending() !== 0;
  }

  runJobs(maxJobs: number): void {
    const { exports } = this.#machine;
    for (let count = 0; count < maxJobs && exports.qjs_is_job_pending() !== 0; count += 1) {
      if (exports.qjs_execute_pending_job() >= 0) continue;
      // a job that failed has rejected its promise; what is left here is an interrupt or exhausted memory, which the caller sees by itself
      exports.qjs_free_value(exports.qjs_get_exception());
      return;
    }
  }

  settle(callId: number, isError: boolean, json: string): GuestFailure | undefined {
    const { exports } = this.#machine;
    const text = this.#machine.newString(json);
    return this.#callForEffect('settle', [
      exports.qjs_new_number(callId),
      exports.qjs_new_number(isError ? 1 : 0),
      text,
    ]);
  }

  fireTimer(timerId: number): GuestFailure | undefined {
    return this.#callForEffect('fire', [this.#machine.exports.qjs_new_number(timerId)]);
  }

  #callForEffect(name: GuestFunction, args: Box[]): GuestFailure | undefined {
    const result = this.#machine.call(this.#functions[name], args);
    const failure = this.#failureOf(result);
    if (!failure) this.#machine.exports.qjs_free_value(result);
    return failure;
  }

  outcome(): Outcome {
    if (this.#script === undefined) return { state: 'pending' };
    const { exports } = this.#machine;
    const promise = this.#adopted ?? this.#script;
    // the promise's state is read natively: no `then`, no guest code (R10)
    const state = exports.qjs_promise_state(promise);
    if (state !== 1 && state !== 2) return { state: 'pending' };
    const value = exports.qjs_promise_result(promise);
    if (state === 2) return { state: 'rejected', failure: this.#describe(value) };
    if (this.#adopted !== undefined) return this.#serialize(value);
    const adopted = this.#machine.call(this.#functions.adopt, [value]);
    const failure = this.#failureOf(adopted);
    if (failure) return { state: 'rejected', failure };
    this.#adopted = adopted;
    return this.outcome();
  }

  #serialize(value: Box): Outcome {
    const result = this.#machine.call(this.#functions.serialize, [value]);
    const failure = this.#failureOf(result);
    if (failure) return { state: 'rejected', failure };
    const json = this.#machine.takeString(result);
    return { state: 'fulfilled', json: json === '' ? undefined : json };
  }

  #failureOf(result: Box): GuestFailure | undefined {
    const { exports } = this.#machine;
    if (exports.qjs_is_exception(result) === 0) return undefined;
    exports.qjs_free_value(result);
    return this.#describe(exports.qjs_get_exception());
  }

  #describe(error: Box): GuestFailure {
    const result = this.#machine.call(this.#functions.describe, [error]);
    if (this.#machine.exports.qjs_is_exception(result) !== 0) {
      this.#machine.exports.qjs_free_value(this.#machine.exports.qjs_get_exception());
      return unreadableFailure;
    }
    return parseFailure(this.#machine.takeString(result));
  }

  reached(): Reached {
    return this.#ground.reached();
  }

  close(): void {
    this.#machine.host = undefined;
  }
}
