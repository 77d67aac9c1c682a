import type { EngineName } from './engine.ts';
import type { EngineImage } from './engines/ground.ts';
import { compileEngine } from './wasm.ts';

/** What one worker is given to make its engine of. */
export interface GivenParts {
  wasmModule: WebAssembly.Module;
  /** Undefined for the worker that makes it. */
  image: EngineImage | undefined;
  /** To be called once: with the image that the worker made, or with nothing when it ended without one. */
  done(image: EngineImage | undefined): void;
}

/** What all workers with the same engine and size of memory have in common. */
export interface EngineParts {
  /** Compiles the engine the first time, and lets one worker at a time make the image until there is one. Rejects when it cannot be compiled. */
  take(): Promise<GivenParts>;
}

/** Nothing is compiled before the first `take`. */
export function createEngineParts(name: EngineName, memoryBytes: number): EngineParts {
  let compiled: Promise<WebAssembly.Module> | undefined;
  let image: EngineImage | undefined;
  let making: Promise<void> | undefined;

  const make = (wasmModule: WebAssembly.Module): GivenParts => {
    let end = () => {};
    making = new Promise((resolve) => {
      end = resolve;
    });
    return {
      wasmModule,
      image: undefined,
      done(made) {
        image ??= made;
        making = undefined;
        end();
      },
    };
  };

  return {
    async take() {
      compiled ??= compileEngine(name, memoryBytes);
      const wasmModule = await compiled.catch((caught: unknown) => {
        // a failure is not kept: the next one tries again
        compiled = undefined;
        throw caught;
      });
      while (!image && making) await making;
      return image ? { wasmModule, image, done() {} } : make(wasmModule);
    },
  };
}
