// The scanner's inner loop as WebAssembly with 128-bit vectors: exact, without a native package, the same in Node and Electron. A loop
// over a plain Int8Array takes about 15 times as long. Written as bytes, because 100 of them need no compiler.

export interface ScanModule {
  memory: WebAssembly.Memory;
  /** Makes the memory at least this large. */
  reserve(sizeBytes: number): void;
  /** Writes the products of the vector at `question` with `count` vectors from `vectors` on to `scores`, as int32. Lengths are in 16 bytes. */
  scan(question: number, vectors: number, count: number, length: number, scores: number): void;
}

const pageBytes = 65_536;
const [i32, v128] = [0x7f, 0x7b];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signed(value)];
const simd = (operation: number, ...more: number[]) => [0xfd, ...unsigned(operation), ...more];
const load = simd(0x00, 4, 0);
const zero = simd(0x0c, ...new Array<number>(16).fill(0));
const [lowHalf, highHalf, dot, add4] = [simd(0x87), simd(0x88), simd(0xba), simd(0xae)];
const lane = (index: number) => simd(0x1b, index);
const add = 0x6a;
const isZero = 0x45;
const storeI32 = [0x36, 2, 0];

// parameters, then locals
const [question, vectors, count, length, scores, left, at, sum] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const advance = (local: number, by: number) => [...get(local), ...constant(by), add, ...set(local)];
const half = (which: number[]) => [
  ...get(vectors), ...load, ...which, ...get(at), ...load, ...which, ...dot,
]; // biome-ignore format: in the order in which it runs

const body = [
  2, 2, i32, 1, v128, // the locals `left` and `at`, and `sum`
  0x02, 0x40, 0x03, 0x40, // block, loop: one vector after the other
  ...get(count), isZero, 0x0d, 1,
  ...zero, ...set(sum), ...get(question), ...set(at), ...get(length), ...set(left),
  0x03, 0x40, // loop: 16 components after the other
  ...get(sum), ...half(lowHalf), ...add4, ...half(highHalf), ...add4, ...set(sum),
  ...advance(vectors, 16), ...advance(at, 16),
  ...advance(left, -1), ...get(left), 0x0d, 0, 0x0b,
  ...get(scores),
  ...get(sum), ...lane(0), ...get(sum), ...lane(1), add, ...get(sum), ...lane(2), add, ...get(sum), ...lane(3), add,
  ...storeI32,
  ...advance(scores, 4), ...advance(count, -1),
  0x0c, 0, 0x0b, 0x0b, 0x0b,
]; // biome-ignore format: in the order in which it runs

const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
const name = (word: string) => [word.length, ...Buffer.from(word, 'latin1')];
const binary = Uint8Array.from([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
  ...section(2, [1, ...name('e'), ...name('m'), 0x02, 0x00, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('scan'), 0, 0]),
  ...section(10, [1, ...unsigned(body.length), ...body]),
]); // biome-ignore format: section by section

/** A module with a memory of its own. */
export function compileScan(): ScanModule {
  const memory = new WebAssembly.Memory({ initial: 1 });
  // a store function cannot wait for `compile`, and the types know no constructor
  const module: WebAssembly.Module = Reflect.construct(WebAssembly.Module, [binary]);
  const instance: { exports: { scan: ScanModule['scan'] } } = Reflect.construct(WebAssembly.Instance, [
    module,
    { e: { m: memory } },
  ]);
  const { scan } = instance.exports;
  return {
    memory,
    reserve(sizeBytes) {
      const missing = sizeBytes - memory.buffer.byteLength;
      // by a quarter more than is needed, so that it does not grow at each vector
      if (missing > 0) memory.grow(Math.ceil((missing + memory.buffer.byteLength / 4) / pageBytes));
    },
    scan,
  };
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const isLast = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}
