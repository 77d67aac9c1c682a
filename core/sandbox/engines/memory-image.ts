const blockBytes = 65_536;
const nothing = Buffer.alloc(blockBytes);

/** A stretch of memory: from the first byte to before the last. */
export type Stretch = readonly [start: number, end: number];

/** What stretches of a memory held: bytes of `shared`, each part from `at` on. */
export interface MemoryImage {
  shared: SharedArrayBuffer;
  parts: readonly { at: number; start: number; length: number }[];
}

/** Keeps what the memory holds in these stretches. */
export function imageOf(memory: WebAssembly.Memory, stretches: readonly Stretch[]): MemoryImage {
  const total = stretches.reduce((sum, [start, end]) => sum + end - start, 0);
  const shared = new SharedArrayBuffer(total);
  const all = new Uint8Array(shared);
  let next = 0;
  const parts = stretches.map(([start, end]) => {
    const at = next;
    all.set(new Uint8Array(memory.buffer, start, end - start), at);
    next += end - start;
    return { at, start, length: end - start };
  });
  return { shared, parts };
}

/** Copies it back; the image is only read. */
export function putBack({ shared, parts }: MemoryImage, memory: WebAssembly.Memory): void {
  const all = new Uint8Array(memory.buffer);
  for (const { at, start, length } of parts) all.set(new Uint8Array(shared, at, length), start);
}

/**
 * The stretch around `address` that is in use, in whole blocks, with the first empty one on either side. Only that much is looked at: looking at
 * memory that was never used makes the system provide it.
 */
export function usedAround(memory: WebAssembly.Memory, address: number): Stretch {
  const isEmpty = (block: number) =>
    nothing.equals(Buffer.from(memory.buffer, block * blockBytes, blockBytes));
  const last = memory.buffer.byteLength / blockBytes - 1;
  let first = Math.floor(address / blockBytes);
  let end = first;
  while (first > 0 && !isEmpty(first)) first -= 1;
  while (end < last && !isEmpty(end)) end += 1;
  return [first * blockBytes, (end + 1) * blockBytes];
}
