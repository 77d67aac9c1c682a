import loadModule from '@jitl/quickjs-wasmfile-release-sync/emscripten-module';
import { GuestMemoryError, type RealmHost } from '../engine.ts';
import { type Box, type HostName, hostNames, type Machine, noHost, type Places } from './machine.ts';

const pageBytes = 65_536;
// the compiled module asks for this much at least
const initialPages = 256;
// what is asked for at once, beyond any memory there can be: the sizes that 32 bits cannot count are refused before
const absurdBytes = 1.5 * 2 ** 30;
// everything that the language has
const allIntrinsics = 0;
// the module takes none for 0
const firstId = 1;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** What of the module's functions is used; none of it runs guest code but eval, call and the jobs. */
const functionNames = [
  'QTS_NewRuntime',
  'QTS_NewContext',
  'QTS_RuntimeSetMemoryLimit',
  'QTS_RuntimeSetMaxStackSize',
  'QTS_RuntimeEnableInterruptHandler',
  'QTS_GetUndefined',
  'QTS_NewFunction',
  'QTS_NewString',
  'QTS_NewFloat64',
  'QTS_GetFloat64',
  'QTS_GetString',
  'QTS_FreeCString',
  'QTS_FreeValuePointer',
  'QTS_FreeValuePointerRuntime',
  'QTS_GetProp',
  'QTS_Eval',
  'QTS_Call',
  'QTS_ResolveException',
  'QTS_Typeof',
  'QTS_ArgvGetJSValueConstPointer',
  'QTS_IsJobPending',
  'QTS_ExecutePendingJob',
  'QTS_PromiseState',
  'QTS_PromiseResult',
  'malloc',
  'free',
] as const;
type Functions = Record<(typeof functionNames)[number], (...numbers: number[]) => number>;

/**
 * QuickJS over a memory that cannot grow past `memoryBytes`: the engine's own memory limit does not hold (R3), the
 * WebAssembly maximum does. The variant is the synchronous one; the asyncify ones are broken in this release (R12).
 */
export async function startEmscriptenMachine(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
  places: Places | undefined,
): Promise<Machine> {
  const maximum = Math.max(initialPages, Math.floor(memoryBytes / pageBytes));
  const memory = new BoundedMemory({ initial: initialPages, maximum });
  const callbacks: Callbacks = {};
  // it prints when it aborts; the error says the same
  const silent = { print() {}, printErr() {} };
  const module = await loadModule({
    ...silent,
    wasmMemory: memory,
    instantiateWasm(imports, onSuccess) {
      const instance = new WebAssembly.Instance(wasmModule, imports);
      onSuccess(instance);
      return instance.exports;
    },
  });
  Object.assign(module, { callbacks });
  const functions = Object.fromEntries(
    functionNames.map((name) => [name, module.cwrap(name, 'number', [])]),
  ) as Functions;
  return new EmscriptenMachine(functions, memory, callbacks, places);
}

/** What the module calls, by the names that it has for them. */
interface Callbacks {
  callFunction?: (
    asyncify: unknown,
    context: number,
    self: Box,
    count: number,
    args: number,
    id: number,
  ) => Box;
  shouldInterrupt?: () => number;
  freeHostRef?: () => void;
}

/** A memory that remembers that it could not grow: the engine asks for less and less before it gives up. */
class BoundedMemory extends WebAssembly.Memory {
  wasRefused = false;

  override grow(pages: number): number {
    this.wasRefused = true;
    const before = super.grow(pages);
    this.wasRefused = false;
    return before;
  }
}

class EmscriptenMachine implements Machine {
  host: RealmHost = noHost;
  readonly places: Places;
  readonly #functions: Functions;
  readonly #memory: BoundedMemory;
  readonly #runtime: number;
  readonly #context: number;
  /** Room for the arguments of a call, kept so that it cannot fail for want of memory. */
  readonly #arguments: number;
  readonly #undefined: Box;
  #all = new Uint8Array();

  constructor(functions: Functions, memory: BoundedMemory, callbacks: Callbacks, places: Places | undefined) {
    this.#functions = functions;
    this.#memory = memory;
    callbacks.callFunction = (_asyncify, _context, _self, count, args, id) =>
      this.#onCall(hostNames[id - firstId], count, args);
    callbacks.shouldInterrupt = () => (this.host.shouldStop() ? 1 : 0);
    // the five live as long as the engine
    callbacks.freeHostRef = () => {};
    this.places = places ?? this.#newEngine();
    const [runtime = 0, context = 0, room = 0] = this.places;
    this.#runtime = runtime;
    this.#context = context;
    this.#arguments = room;
    // static data: there without the image
    this.#undefined = functions.QTS_GetUndefined();
  }

  #newEngine(): Places {
    const { QTS_NewRuntime, QTS_NewContext, QTS_RuntimeSetMemoryLimit, QTS_RuntimeEnableInterruptHandler } =
      this.#functions;
    const runtime = QTS_NewRuntime();
    // the memory's own maximum is the cap
    QTS_RuntimeSetMemoryLimit(runtime, absurdBytes);
    QTS_RuntimeEnableInterruptHandler(runtime);
    return [runtime, QTS_NewContext(runtime, allIntrinsics), this.#allocate(hostNames.length * 4)];
  }

  memory(): WebAssembly.Memory {
    return this.#memory;
  }

  // a memory never shrinks, and this one is the module's for good; what grew is used again
  shrink(): void {}

  wasRefusedMemory(): boolean {
    return this.#memory.wasRefused;
  }

  forgetRefusals(): void {
    this.#memory.wasRefused = false;
  }

  setStackLimit(bytes: number): void {
    this.#functions.QTS_RuntimeSetMaxStackSize(this.#runtime, bytes);
  }

  // only numbers and strings are read from the arguments: nothing is coerced
  #onCall(name: HostName | undefined, count: number, args: number): Box {
    const box = (index: number) =>
      index < count ? this.#functions.QTS_ArgvGetJSValueConstPointer(args, index) : this.#undefined;
    const { host } = this;
    if (name === 'call') host.call(this.#number(box(0)), this.string(box(1)), this.string(box(2)));
    else if (name === 'print') host.print(this.string(box(0)), this.string(box(1)));
    else if (name === 'setTimer') host.setTimer(this.#number(box(0)), this.#number(box(1)));
    else if (name === 'clearTimer') host.clearTimer(this.#number(box(0)));
    else if (name === 'now') return this.newNumber(host.now());
    const noValue = 0;
    return noValue;
  }

  newHostFunction(name: HostName): Box {
    const length = 0;
    const isConstructor = 0;
    return this.#withText(name, (address) =>
      this.#made(
        this.#functions.QTS_NewFunction(
          this.#context,
          address,
          length,
          isConstructor,
          firstId + hostNames.indexOf(name),
        ),
      ),
    );
  }

  newString(text: string): Box {
    return this.#withText(text, (address) =>
      this.#made(this.#functions.QTS_NewString(this.#context, address)),
    );
  }

  newNumber(value: number): Box {
    return this.#made(this.#functions.QTS_NewFloat64(this.#context, value));
  }

  free(box: Box): void {
    this.#functions.QTS_FreeValuePointer(this.#context, box);
  }

  property(object: Box, name: string): Box {
    const key = this.newString(name);
    const value = this.#made(this.#functions.QTS_GetProp(this.#context, object, key));
    this.free(key);
    return value;
  }

  evaluate(code: string, fileName: string, flags: number): Box {
    const detectsModules = 0;
    return this.#withText(code, (address, length) =>
      this.#withText(fileName, (file) =>
        this.#made(this.#functions.QTS_Eval(this.#context, address, length, file, detectsModules, flags)),
      ),
    );
  }

  call(fn: Box, args: readonly Box[]): Box {
    const view = new DataView(this.#memory.buffer);
    for (const [index, box] of args.entries()) view.setUint32(this.#arguments + index * 4, box, true);
    const result = this.#functions.QTS_Call(this.#context, fn, this.#undefined, args.length, this.#arguments);
    for (const box of args) this.free(box);
    return this.#made(result);
  }

  thrown(result: Box): Box | undefined {
    const error = this.#functions.QTS_ResolveException(this.#context, result);
    if (error === 0) return undefined;
    this.free(result);
    return error;
  }

  string(box: Box): string {
    if (this.#kind(box) !== 'str') return '';
    const start = this.#functions.QTS_GetString(this.#context, box);
    if (start === 0) throw new GuestMemoryError();
    const bytes = this.#bytes();
    const text = decoder.decode(bytes.subarray(start, bytes.indexOf(0, start)));
    this.#functions.QTS_FreeCString(this.#context, start);
    return text;
  }

  #number(box: Box): number {
    return this.#kind(box) === 'num' ? this.#functions.QTS_GetFloat64(this.#context, box) : 0;
  }

  /** The first letters of what `typeof` says. */
  #kind(box: Box): string {
    const address = this.#functions.QTS_Typeof(this.#context, box);
    if (address === 0) throw new GuestMemoryError();
    const bytes = this.#bytes();
    const kind = String.fromCharCode(bytes[address] ?? 0, bytes[address + 1] ?? 0, bytes[address + 2] ?? 0);
    this.#functions.free(address);
    return kind;
  }

  hasJobs(): boolean {
    return this.#functions.QTS_IsJobPending(this.#runtime) !== 0;
  }

  runJobs(most: number): void {
    const result = this.#functions.QTS_ExecutePendingJob(this.#runtime, most, this.#arguments);
    this.#functions.QTS_FreeValuePointerRuntime(this.#runtime, result);
  }

  promiseState(promise: Box): 'pending' | 'fulfilled' | 'rejected' {
    const state = this.#functions.QTS_PromiseState(this.#context, promise);
    if (state === 1) return 'fulfilled';
    return state === 2 ? 'rejected' : 'pending';
  }

  promiseResult(promise: Box): Box {
    return this.#made(this.#functions.QTS_PromiseResult(this.#context, promise));
  }

  #made(box: Box): Box {
    if (box === 0) throw new GuestMemoryError();
    return box;
  }

  #bytes(): Uint8Array {
    if (this.#all.buffer !== this.#memory.buffer) this.#all = new Uint8Array(this.#memory.buffer);
    return this.#all;
  }

  #allocate(bytes: number): number {
    const address = this.#functions.malloc(bytes);
    if (address === 0) throw new GuestMemoryError();
    return address;
  }

  /** Copies a text in, with a zero at its end, for the time of `use`. */
  #withText<T>(text: string, use: (address: number, length: number) => T): T {
    const bytes = encoder.encode(text);
    const address = this.#allocate(bytes.length + 1);
    const all = this.#bytes();
    all.set(bytes, address);
    all[address + bytes.length] = 0;
    const result = use(address, bytes.length);
    this.#functions.free(address);
    return result;
  }
}
