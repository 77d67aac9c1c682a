// Node has WebAssembly, but its types come only with those of the DOM, which core must not see. Only what is used here.
declare namespace WebAssembly {
  class Module {
    private constructor();
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    /** By so many pages; gives the number before. Throws RangeError past the maximum. */
    grow(pages: number): number;
  }
  class Instance {
    constructor(wasmModule: Module, imports: Record<string, Record<string, (...args: never[]) => unknown>>);
    readonly exports: unknown;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
