import { GuestMemoryError, type RealmHost } from '../engine.ts';
import { type Box, type HostName, hostNames, type Machine, noHost, type Places } from './machine.ts';

/** What of the module's exports is used; none of it runs guest code but `qjs_eval`, `qjs_call` and `qjs_execute_pending_job`. */
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  qjs_init(): number;
  qjs_eval(code: number, length: number, fileName: number, flags: number): Box;
  qjs_call(fn: Box, self: Box, count: number, args: number): Box;
  qjs_new_string(text: number, length: number): Box;
  qjs_new_number(value: number): Box;
  qjs_new_host_function(name: number, length: number, parameters: number): Box;
  qjs_get_undefined(): Box;
  qjs_dup_value(value: Box): Box;
  qjs_free_value(value: Box): void;
  qjs_get_prop_string(object: Box, name: number): Box;
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

/**
 * QuickJS-NG. The module must have been compiled with the memory's maximum (wasm.ts). The package's own binding is not used: it
 * reads `message` and `stack` of whatever was thrown, which runs guest code (R9).
 */
export async function startWasiMachine(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
  places: Places | undefined,
): Promise<Machine> {
  return new WasiMachine(wasmModule, memoryBytes, places);
}

class WasiMachine implements Machine {
  host: RealmHost = noHost;
  readonly places: Places;
  readonly #wasmModule: WebAssembly.Module;
  readonly #memoryBytes: number;
  readonly #undefined: Box;
  // room for a length and for the arguments of a call, kept so that neither can fail for want of memory
  readonly #length: number;
  readonly #arguments: number;
  #exports: Exports;

  constructor(wasmModule: WebAssembly.Module, memoryBytes: number, places: Places | undefined) {
    this.#wasmModule = wasmModule;
    this.#memoryBytes = memoryBytes;
    this.#exports = this.#newInstance();
    this.places = places ?? this.#newEngine();
    const [undefinedBox = 0, length = 0, room = 0] = this.places;
    this.#undefined = undefinedBox;
    this.#length = length;
    this.#arguments = room;
  }

  #newEngine(): Places {
    const exports = this.#exports;
    exports._initialize();
    if (exports.qjs_init() !== 0) throw new GuestMemoryError();
    exports.qjs_set_interrupt_handler(1);
    // no cap, but one absurd allocation fails early and politely
    exports.qjs_set_memory_limit(this.#memoryBytes);
    const places = [
      exports.qjs_get_undefined(),
      this.#allocate(4),
      this.#allocate(hostNames.length * 4),
    ] as const;
    exports.wasm_free(this.#allocate(roomBytes));
    return places;
  }

  #newInstance(): Exports {
    return new WebAssembly.Instance(this.#wasmModule, this.#imports()).exports as Exports;
  }

  memory(): WebAssembly.Memory {
    return this.#exports.memory;
  }

  shrink(bytes: number): void {
    if (this.memory().buffer.byteLength === bytes) return;
    this.#exports = this.#newInstance();
    this.memory().grow((bytes - this.memory().buffer.byteLength) / pageBytes);
  }

  // the engine grows its memory itself: that it was refused shows in how little is left
  wasRefusedMemory(): boolean {
    return this.memory().buffer.byteLength > this.#memoryBytes * 0.75;
  }

  forgetRefusals(): void {}

  setStackLimit(bytes: number): void {
    this.#exports.qjs_set_max_stack_size(bytes);
  }

  #imports(): ConstructorParameters<typeof WebAssembly.Instance>[1] {
    const [success, badFile, notSupported] = [0, 8, 52];
    return {
      env: {
        host_call: (name: number, length: number, _self: Box, count: number, args: number) =>
          this.#onCall(decoder.decode(this.#bytes(name, length)), count, args),
        host_interrupt: () => (this.host.shouldStop() ? 1 : 0),
        // neither is switched on
        host_promise_rejection: () => {},
        host_module_normalize: () => 0,
        host_module_load: () => 0,
        host_get_timezone_offset: () => 0,
      },
      wasi_snapshot_preview1: {
        clock_time_get: (_clock: number, _precision: bigint, result: number) => {
          const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));
          new DataView(this.memory().buffer).setBigUint64(result, now, true);
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

  // only numbers and strings are read from the arguments: nothing is coerced
  #onCall(name: string, count: number, args: number): Box {
    const view = new DataView(this.memory().buffer);
    const box = (index: number) => (index < count ? view.getUint32(args + index * 4, true) : this.#undefined);
    const [first, second, third] = [box(0), box(1), box(2)];
    const { host } = this;
    if (name === 'call') host.call(this.#number(first), this.string(second), this.string(third));
    else if (name === 'print') host.print(this.string(first), this.string(second));
    else if (name === 'setTimer') host.setTimer(this.#number(first), this.#number(second));
    else if (name === 'clearTimer') host.clearTimer(this.#number(first));
    else if (name === 'now') return this.newNumber(host.now());
    return this.#exports.qjs_dup_value(this.#undefined);
  }

  #bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory().buffer, address, length);
  }

  #allocate(bytes: number): number {
    const address = this.#exports.wasm_malloc(bytes);
    if (address === 0) throw new GuestMemoryError();
    return address;
  }

  /** Copies a text in, with a zero at its end, for the time of `use`. */
  #withText<T>(text: string, use: (address: number, length: number) => T): T {
    const bytes = encoder.encode(text);
    const address = this.#allocate(bytes.length + 1);
    const target = this.#bytes(address, bytes.length + 1);
    target.set(bytes);
    target[bytes.length] = 0;
    try {
      return use(address, bytes.length);
    } finally {
      this.#exports.wasm_free(address);
    }
  }

  newHostFunction(name: HostName): Box {
    return this.#withText(name, (address) => this.#exports.qjs_new_host_function(address, name.length, 0));
  }

  newString(text: string): Box {
    return this.#withText(text, (address, length) => this.#exports.qjs_new_string(address, length));
  }

  newNumber(value: number): Box {
    return this.#exports.qjs_new_number(value);
  }

  free(box: Box): void {
    this.#exports.qjs_free_value(box);
  }

  property(object: Box, name: string): Box {
    return this.#withText(name, (address) => this.#exports.qjs_get_prop_string(object, address));
  }

  evaluate(code: string, fileName: string, flags: number): Box {
    return this.#withText(code, (address, length) =>
      this.#withText(fileName, (file) => this.#exports.qjs_eval(address, length, file, flags)),
    );
  }

  call(fn: Box, args: readonly Box[]): Box {
    const view = new DataView(this.memory().buffer);
    for (const [index, box] of args.entries()) view.setUint32(this.#arguments + index * 4, box, true);
    const result = this.#exports.qjs_call(fn, this.#undefined, args.length, this.#arguments);
    for (const box of args) this.free(box);
    return result;
  }

  thrown(result: Box): Box | undefined {
    if (this.#exports.qjs_is_exception(result) === 0) return undefined;
    this.free(result);
    return this.#exports.qjs_get_exception();
  }

  #number(box: Box): number {
    return this.#exports.qjs_is_number(box) === 0 ? 0 : this.#exports.qjs_get_float64(box);
  }

  string(box: Box): string {
    if (this.#exports.qjs_is_string(box) === 0) return '';
    const text = this.#exports.qjs_get_string_len(box, this.#length);
    if (text === 0) throw new GuestMemoryError();
    const length = new DataView(this.memory().buffer).getUint32(this.#length, true);
    const decoded = decoder.decode(this.#bytes(text, length));
    this.#exports.qjs_free_cstring(text);
    return decoded;
  }

  hasJobs(): boolean {
    return this.#exports.qjs_is_job_pending() !== 0;
  }

  runJobs(most: number): void {
    const exports = this.#exports;
    for (let count = 0; count < most && exports.qjs_is_job_pending() !== 0; count += 1) {
      if (exports.qjs_execute_pending_job() >= 0) continue;
      exports.qjs_free_value(exports.qjs_get_exception());
      return;
    }
  }

  promiseState(promise: Box): 'pending' | 'fulfilled' | 'rejected' {
    const state = this.#exports.qjs_promise_state(promise);
    if (state === 1) return 'fulfilled';
    return state === 2 ? 'rejected' : 'pending';
  }

  promiseResult(promise: Box): Box {
    return this.#exports.qjs_promise_result(promise);
  }
}
