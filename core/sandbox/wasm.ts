import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HoldfastError } from '../base/index.ts';

/** Where the engine's WebAssembly file is: a file of a production dependency, so it resolves in a checkout, a bundle and an archive. */
function quickJsWasmPath(): string {
  return createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
}

/** Reads and compiles the engine once; the module is shared by all workers. Throws `sandbox_failed`. */
export async function compileQuickJs(path: string = quickJsWasmPath()): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(path));
  } catch (caught) {
    throw new HoldfastError('sandbox_failed', 'the engine could not be loaded', { path }, { cause: caught });
  }
}
