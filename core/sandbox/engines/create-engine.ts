import type { Engine, EngineName } from '../engine.ts';
import { startEmscriptenMachine } from './emscripten-machine.ts';
import { type EngineImage, Ground, makeImage } from './ground.ts';
import type { StartMachine } from './machine.ts';
import { GroundRealm } from './realm.ts';

// a file more to load costs a thread a tenth of its start: the engine that is the default comes with it
const machines: Record<EngineName, () => Promise<StartMachine>> = {
  'quickjs-emscripten': async () => startEmscriptenMachine,
  'quickjs-wasi': async () => (await import('./wasi-machine.ts')).startWasiMachine,
};

/** What an engine is made of. */
export interface EngineParts {
  /** Compiled once, shared by all threads. */
  wasmModule: WebAssembly.Module;
  /** Undefined for the first engine, which makes it. */
  image: EngineImage | undefined;
}

/** Starts an engine whose memory ends at `memoryBytes`. `madeImage` is there where it was not given. */
export async function createEngine(
  name: EngineName,
  memoryBytes: number,
  { wasmModule, image }: EngineParts,
): Promise<{ engine: Engine; madeImage: EngineImage | undefined }> {
  const start = await machines[name]();
  const machine = await start(wasmModule, memoryBytes, image?.places);
  const used = image ?? makeImage(machine, await plainRuntime());
  const ground = new Ground(machine, used);
  ground.prepare();
  const engine: Engine = {
    memoryBytes: () => machine.memory().buffer.byteLength,
    prepare: () => ground.prepare(),
    openRealm: (options) => new GroundRealm(ground, options),
  };
  return { engine, madeImage: image ? undefined : used };
}

async function plainRuntime(): Promise<string> {
  const { bootstrapSource } = await import('../guest/bootstrap.ts');
  return bootstrapSource({ hasModules: false, hasFiles: false });
}
