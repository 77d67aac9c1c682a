import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HoldfastError } from '../base/index.ts';
import type { EngineName } from './engine.ts';

const pageBytes = 65_536;
const memorySection = 5;

// files of production dependencies, so they resolve in a checkout, a bundle and an archive
const files: Record<EngineName, string> = {
  'quickjs-emscripten': '@jitl/quickjs-wasmfile-release-sync/wasm',
  'quickjs-wasi': 'quickjs-wasi/quickjs.wasm',
};

/**
 * Reads and compiles an engine; the module can be shared by all workers. One that makes its own memory (`quickjs-wasi`) gets the
 * maximum written into it, the other is given its memory when it starts. Throws `sandbox_failed`.
 */
export async function compileEngine(engine: EngineName, memoryBytes: number): Promise<WebAssembly.Module> {
  let path = files[engine];
  try {
    path = createRequire(import.meta.url).resolve(path);
    const bytes = await readFile(path);
    return await WebAssembly.compile(
      engine === 'quickjs-wasi' ? withMaximum(bytes, Math.floor(memoryBytes / pageBytes)) : bytes,
    );
  } catch (caught) {
    throw new HoldfastError('sandbox_failed', 'the engine could not be loaded', { path }, { cause: caught });
  }
}

/** The same module with a maximum for its one memory, in pages of 64 KB. Throws when it has no such section. */
export function withMaximum(wasm: Uint8Array<ArrayBuffer>, pages: number): Uint8Array<ArrayBuffer> {
  // after the magic number and the version come sections: an id, a length, the content
  for (let at = 8; at < wasm.length; ) {
    const content = readNumber(wasm, at + 1);
    const end = content.next + content.value;
    if (wasm[at] === memorySection) {
      const minimum = readNumber(wasm, content.next + 2);
      const hasMaximum = 1;
      const limits = [1, hasMaximum, ...numberBytes(minimum.value), ...numberBytes(pages)];
      const section = [memorySection, ...numberBytes(limits.length), ...limits];
      return Buffer.concat([wasm.subarray(0, at), Uint8Array.from(section), wasm.subarray(end)]);
    }
    at = end;
  }
  throw new Error('the module has no memory of its own');
}

/** LEB128, unsigned: seven bits a byte, the lowest first. */
function readNumber(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  for (let next = start, shift = 0; ; next += 1, shift += 7) {
    const byte = bytes[next] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: next + 1 };
  }
}

function numberBytes(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...numberBytes(Math.floor(value / 0x80))];
}
