import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { Engine, GuestFailure, Outcome, Reached, Realm, RealmHost, RealmOptions } from './engine.ts';
import { bootstrapFileName, bootstrapSource } from './guest/bootstrap.ts';
import { evaluateAsync, type GuestFunction, parseFailure, unreadableFailure } from './guest-functions.ts';
import {
  findRandomState,
  MemoryImage,
  recursion,
  reseed,
  StackWatch,
  type Stretch,
  usedAround,
} from './memory-image.ts';

const pageBytes = 65_536;
// the compiled module asks for this much at least
const initialPages = 256;
// what is asked for at once, beyond any memory there can be: the sizes that 32 bits cannot count are refused before
const absurdBytes = 1.5 * 2 ** 30;

/**
 * QuickJS over a memory that cannot grow past `memoryBytes`: the engine's own memory limit does not hold (R3), the
 * WebAssembly maximum does. The variant is the synchronous one; the asyncify ones are broken in this release (R12).
 * One context is made, and put back to what it was before each run.
 */
export async function createQuickJsEngine(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
): Promise<Engine> {
  const maximum = Math.max(initialPages, Math.floor(memoryBytes / pageBytes));
  const wasmMemory = new BoundedMemory({ initial: initialPages, maximum });
  const quickJs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmModule, wasmMemory, log: () => {} }),
  );
  const ground = new Ground(quickJs, wasmMemory);
  return {
    memoryBytes: () => wasmMemory.buffer.byteLength,
    openRealm: (options) => new QuickJsRealm(ground, options),
  };
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

const plainNeeds = { hasModules: false, hasFiles: false };

/** The context, and what its memory was before any code of a task: without the guest's runtime, and with the one that most code needs. */
class Ground {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  /** What the guest's runtime is given to call. */
  readonly hostObject: QuickJSHandle;
  readonly #memory: BoundedMemory;
  readonly #stack: StackWatch;
  readonly #randomState: number;
  readonly #bare: MemoryImage;
  readonly #plain: MemoryImage;
  readonly #plainFactory: QuickJSHandle;
  #host: RealmHost = noHost;

  constructor(quickJs: QuickJSWASMModule, memory: BoundedMemory) {
    this.#memory = memory;
    this.runtime = quickJs.newRuntime();
    // the memory's own maximum is the cap
    this.runtime.setMemoryLimit(absurdBytes);
    this.runtime.setInterruptHandler(() => this.#host.shouldStop());
    this.context = this.runtime.newContext();
    this.hostObject = this.#newHostObject();
    this.#randomState = findRandomState(memory, this.#heap(), () => {
      this.context.unwrapResult(this.context.evalCode('Math.random()', bootstrapFileName)).dispose();
    });
    this.#stack = new StackWatch(
      () => memory,
      this.hostObject.value,
      recursion.limitBytes,
      () => this.#recurse(),
    );
    this.#bare = this.#image();
    this.#plainFactory = this.#newFactory(plainNeeds);
    this.#plain = this.#image();
  }

  /** Puts the context back to what it was. Gives the guest's runtime, parsed and not yet run. */
  open(needs: RealmOptions): QuickJSHandle {
    this.#host = needs.host;
    this.#memory.wasRefused = false;
    this.#stack.reset(needs.stackBytes);
    (needs.hasModules ? this.#bare : this.#plain).putBack(this.#memory);
    reseed(this.#memory, this.#randomState);
    return needs.hasModules ? this.#newFactory(needs) : this.#plainFactory;
  }

  reached(): Reached {
    return { memory: this.#memory.wasRefused, stack: this.#stack.isAtLimit() };
  }

  close(): void {
    this.#host = noHost;
  }

  #recurse(): void {
    this.runtime.setMaxStackSize(recursion.limitBytes);
    this.context.evalCode(recursion.code, bootstrapFileName).dispose();
  }

  #newFactory(needs: Parameters<typeof bootstrapSource>[0]): QuickJSHandle {
    return this.context.unwrapResult(this.context.evalCode(bootstrapSource(needs), bootstrapFileName));
  }

  // static data lies at the beginning, the heap behind an empty stack; a handle is a place in the heap
  #image(): MemoryImage {
    return new MemoryImage(this.#memory, [usedAround(this.#memory, 0), this.#heap()]);
  }

  #heap(): Stretch {
    return usedAround(this.#memory, this.hostObject.value);
  }

  // only these five exist, and only numbers and strings are read from their arguments: nothing is coerced
  #newHostObject(): QuickJSHandle {
    const context = this.context;
    const object = context.newObject();
    const number = (handle: QuickJSHandle | undefined) =>
      handle && context.typeof(handle) === 'number' ? context.getNumber(handle) : 0;
    const string = (handle: QuickJSHandle | undefined) =>
      handle && context.typeof(handle) === 'string' ? context.getString(handle) : '';
    const add = (name: string, run: (args: QuickJSHandle[]) => QuickJSHandle | undefined) => {
      const handle = context.newFunction(name, (...args) => run(args));
      context.setProp(object, name, handle);
      handle.dispose();
    };
    const tell = (name: string, run: (args: QuickJSHandle[]) => void) =>
      add(name, (args) => {
        run(args);
        return undefined;
      });
    tell('call', (args) => this.#host.call(number(args[0]), string(args[1]), string(args[2])));
    tell('print', (args) => this.#host.print(string(args[0]), string(args[1])));
    tell('setTimer', (args) => this.#host.setTimer(number(args[0]), number(args[1])));
    tell('clearTimer', (args) => this.#host.clearTimer(number(args[0])));
    add('now', () => context.newNumber(this.#host.now()));
    return object;
  }
}

/** Between two runs: nothing of a task can ask. */
const noHost: RealmHost = {
  call() {},
  print() {},
  setTimer() {},
  clearTimer() {},
  now: () => 0,
  shouldStop: () => false,
};

// what a realm holds is not freed: the memory is put back before the next run
class QuickJsRealm implements Realm {
  readonly #ground: Ground;
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #functions: Record<GuestFunction, QuickJSHandle>;
  #script: QuickJSHandle | undefined;
  #adopted: QuickJSHandle | undefined;

  constructor(ground: Ground, options: RealmOptions) {
    this.#ground = ground;
    this.#runtime = ground.runtime;
    this.#context = ground.context;
    const factory = ground.open(options);
    this.#runtime.setMaxStackSize(options.stackBytes);
    this.#functions = this.#bootstrap(factory, options.configJson);
  }

  #bootstrap(factory: QuickJSHandle, configJson: string): Record<GuestFunction, QuickJSHandle> {
    const context = this.#context;
    const config = context.newString(configJson);
    const made = context.unwrapResult(
      context.callFunction(factory, context.undefined, this.#ground.hostObject, config),
    );
    const pick = (name: GuestFunction) => context.getProp(made, name);
    const functions = {
      settle: pick('settle'),
      fire: pick('fire'),
      adopt: pick('adopt'),
      serialize: pick('serialize'),
      describe: pick('describe'),
    };
    for (const handle of [made, config]) handle.dispose();
    return functions;
  }

  start(code: string, fileName: string): GuestFailure | undefined {
    const result = this.#context.evalCode(code, fileName, evaluateAsync);
    if (result.error) return this.#describe(result.error);
    this.#script = result.value;
    return undefined;
  }

  hasJobs(): boolean {
    return this.#runtime.hasPendingJob();
  }

  runJobs(maxJobs: number): void {
    const result = this.#runtime.executePendingJobs(maxJobs);
    // a job that failed has rejected its promise; what is left here is an interrupt or exhausted memory, which the caller sees by itself
    result.dispose();
  }

  settle(callId: number, isError: boolean, json: string): GuestFailure | undefined {
    const context = this.#context;
    const handles = [context.newNumber(callId), context.newNumber(isError ? 1 : 0), context.newString(json)];
    return this.#callForEffect('settle', handles);
  }

  fireTimer(timerId: number): GuestFailure | undefined {
    return this.#callForEffect('fire', [this.#context.newNumber(timerId)]);
  }

  #callForEffect(name: GuestFunction, handles: QuickJSHandle[]): GuestFailure | undefined {
    const result = this.#context.callFunction(this.#functions[name], this.#context.undefined, handles);
    for (const handle of handles) handle.dispose();
    if (result.error) return this.#describe(result.error);
    result.value.dispose();
    return undefined;
  }

  outcome(): Outcome {
    if (!this.#script) return { state: 'pending' };
    const script = this.#settled(this.#adopted ?? this.#script);
    if (script.state === 'pending') return { state: 'pending' };
    if (script.state === 'rejected') return { state: 'rejected', failure: this.#describe(script.value) };
    if (this.#adopted) return this.#serialize(script.value);
    const adopted = this.#context.callFunction(this.#functions.adopt, this.#context.undefined, script.value);
    script.value.dispose();
    if (adopted.error) return { state: 'rejected', failure: this.#describe(adopted.error) };
    this.#adopted = adopted.value;
    return this.outcome();
  }

  // the promise's state is read natively: no `then`, no guest code (R10)
  #settled(
    promise: QuickJSHandle,
  ): { state: 'pending' } | { state: 'fulfilled' | 'rejected'; value: QuickJSHandle } {
    const state = this.#context.getPromiseState(promise);
    if (state.type === 'fulfilled')
      return { state: 'fulfilled', value: state.notAPromise ? state.value.dup() : state.value };
    return state.type === 'rejected' ? { state: 'rejected', value: state.error } : { state: 'pending' };
  }

  #serialize(value: QuickJSHandle): Outcome {
    const result = this.#context.callFunction(this.#functions.serialize, this.#context.undefined, value);
    value.dispose();
    if (result.error) return { state: 'rejected', failure: this.#describe(result.error) };
    const json = this.#takeString(result.value);
    return { state: 'fulfilled', json: json === '' ? undefined : json };
  }

  #describe(error: QuickJSHandle): GuestFailure {
    const result = this.#context.callFunction(this.#functions.describe, this.#context.undefined, error);
    error.dispose();
    if (result.error) {
      result.error.dispose();
      return unreadableFailure;
    }
    return parseFailure(this.#takeString(result.value));
  }

  #takeString(handle: QuickJSHandle): string {
    const text = this.#context.typeof(handle) === 'string' ? this.#context.getString(handle) : '';
    handle.dispose();
    return text;
  }

  reached(): Reached {
    return this.#ground.reached();
  }

  close(): void {
    this.#ground.close();
  }
}
