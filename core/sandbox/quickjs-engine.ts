import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { Engine, GuestFailure, Outcome, Realm, RealmHost, RealmOptions } from './engine.ts';
import { bootstrapFileName, bootstrapSource } from './guest/bootstrap.ts';
import {
  evaluateAsync,
  type GuestFunction,
  guestFunctions,
  parseFailure,
  unreadableFailure,
} from './guest-functions.ts';

const pageBytes = 65_536;
// the compiled module asks for this much at least
const initialPages = 256;

/**
 * QuickJS over a memory that cannot grow past `memoryBytes`: the engine's own memory limit does not hold (R3), the
 * WebAssembly maximum does. The variant is the synchronous one; the asyncify ones are broken in this release (R12).
 */
export async function createQuickJsEngine(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
): Promise<Engine> {
  const maximum = Math.max(initialPages, Math.floor(memoryBytes / pageBytes));
  const wasmMemory = new WebAssembly.Memory({ initial: initialPages, maximum });
  const quickJs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmModule, wasmMemory, log: () => {} }),
  );
  let prepared: Ground | undefined;
  return {
    memoryBytes: () => wasmMemory.buffer.byteLength,
    prepare() {
      prepared ??= newGround(quickJs, memoryBytes, { hasModules: false, hasFiles: false });
    },
    openRealm(options) {
      const ready = options.hasModules ? undefined : prepared;
      if (ready) prepared = undefined;
      const ground = ready ?? newGround(quickJs, memoryBytes, options);
      ground.runtime.setMaxStackSize(options.stackBytes);
      ground.runtime.setInterruptHandler(() => options.host.shouldStop());
      return new QuickJsRealm(ground, options);
    },
  };
}

/** A context whose guest runtime is parsed and has not run. */
interface Ground {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  factory: QuickJSHandle;
}

function newGround(
  quickJs: QuickJSWASMModule,
  memoryBytes: number,
  needs: Parameters<typeof bootstrapSource>[0],
): Ground {
  const runtime = quickJs.newRuntime();
  // no cap, but one absurd allocation fails early and politely
  runtime.setMemoryLimit(memoryBytes);
  const context = runtime.newContext();
  const factory = context.unwrapResult(context.evalCode(bootstrapSource(needs), bootstrapFileName));
  return { runtime, context, factory };
}

class QuickJsRealm implements Realm {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #functions: Record<GuestFunction, QuickJSHandle>;
  #script: QuickJSHandle | undefined;
  #adopted: QuickJSHandle | undefined;

  constructor({ runtime, context, factory }: Ground, options: RealmOptions) {
    this.#runtime = runtime;
    this.#context = context;
    this.#functions = this.#bootstrap(factory, options);
  }

  #bootstrap(factory: QuickJSHandle, options: RealmOptions): Record<GuestFunction, QuickJSHandle> {
    const context = this.#context;
    const host = this.#hostObject(options.host);
    const config = context.newString(options.configJson);
    const made = context.unwrapResult(context.callFunction(factory, context.undefined, host, config));
    const pick = (name: GuestFunction) => context.getProp(made, name);
    const functions = {
      settle: pick('settle'),
      fire: pick('fire'),
      adopt: pick('adopt'),
      serialize: pick('serialize'),
      describe: pick('describe'),
    };
    for (const handle of [made, factory, config, host]) handle.dispose();
    return functions;
  }

  // only these five exist, and only numbers and strings are read from their arguments: nothing is coerced
  #hostObject(host: RealmHost): QuickJSHandle {
    const context = this.#context;
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
    tell('call', (args) => host.call(number(args[0]), string(args[1]), string(args[2])));
    tell('print', (args) => host.print(string(args[0]), string(args[1])));
    tell('setTimer', (args) => host.setTimer(number(args[0]), number(args[1])));
    tell('clearTimer', (args) => host.clearTimer(number(args[0])));
    add('now', () => context.newNumber(host.now()));
    return object;
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

  close(): void {
    for (const name of guestFunctions) this.#functions[name].dispose();
    this.#script?.dispose();
    this.#adopted?.dispose();
    this.#context.dispose();
    this.#runtime.dispose();
  }
}
