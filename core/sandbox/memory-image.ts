const blockBytes = 65_536;
const nothing = Buffer.alloc(blockBytes);

/** A stretch of memory: from the first byte to before the last. */
export type Stretch = readonly [start: number, end: number];

/**
 * What the memory of an engine held before any code of a task ran in it. Putting it back gives the next run a context as if it had just
 * been made, in a hundredth of the time that making one takes, and undoes whatever the last run did to the heap. It is whole only while the engine
 * is at rest: nothing of it is on a stack then, and its memory is all the state there is.
 */
export class MemoryImage {
  readonly #parts: readonly { start: number; bytes: Uint8Array }[];

  constructor(memory: WebAssembly.Memory, stretches: readonly Stretch[]) {
    this.#parts = stretches.map(([start, end]) => ({
      start,
      bytes: new Uint8Array(memory.buffer.slice(start, end)),
    }));
  }

  putBack(memory: WebAssembly.Memory): void {
    const all = new Uint8Array(memory.buffer);
    for (const { start, bytes } of this.#parts) all.set(bytes, start);
  }
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

/**
 * Watches how deep an engine's stack went, by the traces it leaves in memory: what a guest says of an overflow proves nothing.
 * `recurse` runs code without end under a limit of `limitBytes`, in a heap at `heapAddress` that lies behind the stack and where no other code ran yet.
 */
export class StackWatch {
  readonly #memory: () => WebAssembly.Memory;
  readonly #top: number;
  #window: Stretch = [0, 0];

  constructor(
    memory: () => WebAssembly.Memory,
    heapAddress: number,
    limitBytes: number,
    recurse: () => void,
  ) {
    this.#memory = memory;
    const [empty] = usedAround(memory(), heapAddress);
    recurse();
    const [start] = usedAround(memory(), heapAddress);
    const traces = new Uint8Array(memory().buffer, start, empty + blockBytes - start);
    const deepest = traces.findIndex((byte) => byte !== 0);
    if (deepest < 0) throw new Error('the stack of the engine lies elsewhere');
    this.#top = start + deepest + limitBytes;
    traces.fill(0);
  }

  /** Begins anew, for a stack of `stackBytes`. */
  reset(stackBytes: number): void {
    const limit = this.#top - stackBytes;
    this.#window = [Math.max(0, limit - 4096), limit + stackBytes / 16];
    this.#traces().fill(0);
  }

  /** Since then the stack was in use up to its limit, or nearly so. */
  isAtLimit(): boolean {
    return this.#traces().some((byte) => byte !== 0);
  }

  #traces(): Uint8Array {
    const [start, end] = this.#window;
    return new Uint8Array(this.#memory().buffer, start, end - start);
  }
}

/**
 * Where an engine keeps the state of Math.random: found by what one call of it, `draw`, changes. Contexts that start from one image would
 * all draw the same numbers, so each gets a state of its own. Throws when there is not exactly one such place.
 */
export function findRandomState(memory: WebAssembly.Memory, [start, end]: Stretch, draw: () => void): number {
  const before = new BigUint64Array(memory.buffer.slice(start, end));
  draw();
  const after = new BigUint64Array(memory.buffer, start, before.length);
  const places: number[] = [];
  for (const [index, value] of before.entries())
    if (value !== after[index] && nextRandomState(value) === after[index]) places.push(start + index * 8);
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new Error('the engine keeps the state of Math.random elsewhere');
  return place;
}

/** Gives the next context random numbers of its own. */
export function reseed(memory: WebAssembly.Memory, place: number): void {
  const state = new Uint8Array(memory.buffer, place, 8);
  crypto.getRandomValues(state);
  // zero is followed by zeros
  state[0] = (state[0] ?? 0) | 1;
}

/** Fills a stack of 64 KB; see StackWatch. */
export const recursion = { code: '(function down() { down(); })()', limitBytes: 65_536 } as const;

/** Both engines: xorshift64*, after Marsaglia and Vigna. */
function nextRandomState(state: bigint): bigint {
  let next = state ^ (state >> 12n);
  next ^= BigInt.asUintN(64, next << 25n);
  return next ^ (next >> 27n);
}
