import { compileScan, type ScanModule } from './scan-module.ts';

/** Exact search over int8 vectors of one length, group by group. In memory of its own; about 16 million components in a millisecond. */
export interface Scanner {
  readonly size: number;
  /** Puts a vector in, or in the place of the one that the key had. */
  set(key: number, group: number, vector: Int8Array): void;
  clear(): void;
  /** Compares the question with every vector of the group, or of all. Valid until the next call. */
  scan(question: Int8Array, group: number | null): Scan;
}

export interface Scan {
  /** Keys of the nearest, best first. */
  nearest(limit: number): number[];
  /** The product with a key's vector; null when the scan has not seen it. */
  of(key: number): number | null;
  mean: number;
  best: number;
}

const vectorsPerBlock = 256;

interface Block {
  group: number;
  keys: Float64Array;
  used: number;
}

/** `dimensions`: a multiple of 16. */
export function createScanner(dimensions: number): Scanner {
  const blockBytes = vectorsPerBlock * dimensions;
  const scoreBytes = vectorsPerBlock * 4;
  // question, then for each block its vectors and its scores
  const questionBytes = Math.ceil(dimensions / 16) * 16;
  const module: ScanModule = compileScan();
  const blocks: Block[] = [];
  const slots = new Map<number, number>();
  const open = new Map<number, number>();
  const startOf = (block: number) => questionBytes + block * (blockBytes + scoreBytes);
  const scores = (block: number) =>
    new Int32Array(module.memory.buffer, startOf(block) + blockBytes, vectorsPerBlock);

  const blockFor = (group: number): number => {
    const current = open.get(group);
    if (current !== undefined && (blocks[current]?.used ?? vectorsPerBlock) < vectorsPerBlock) return current;
    blocks.push({ group, keys: new Float64Array(vectorsPerBlock).fill(-1), used: 0 });
    module.reserve(startOf(blocks.length));
    open.set(group, blocks.length - 1);
    return blocks.length - 1;
  };

  const drop = (slot: number) => {
    const block = blocks[Math.floor(slot / vectorsPerBlock)];
    if (block) block.keys[slot % vectorsPerBlock] = -1;
  };

  return {
    get size() {
      return slots.size;
    },
    set(key, group, vector) {
      let slot = slots.get(key);
      if (slot !== undefined && blocks[Math.floor(slot / vectorsPerBlock)]?.group !== group) {
        drop(slot);
        slot = undefined;
      }
      if (slot === undefined) {
        const number = blockFor(group);
        const block = blocks[number];
        if (!block) return;
        slot = number * vectorsPerBlock + block.used;
        block.keys[block.used] = key;
        block.used += 1;
        slots.set(key, slot);
      }
      const at = startOf(Math.floor(slot / vectorsPerBlock)) + (slot % vectorsPerBlock) * dimensions;
      new Int8Array(module.memory.buffer, at, dimensions).set(vector);
    },
    clear() {
      blocks.length = 0;
      slots.clear();
      open.clear();
      // what was here is not to be found in this process's memory
      new Uint8Array(module.memory.buffer).fill(0);
    },
    scan(question, group) {
      new Int8Array(module.memory.buffer, 0, dimensions).set(question);
      const seen: number[] = [];
      let sum = 0;
      let count = 0;
      let best = Number.NEGATIVE_INFINITY;
      blocks.forEach((block, number) => {
        if (group !== null && block.group !== group) return;
        const start = startOf(number);
        module.scan(0, start, block.used, dimensions / 16, start + blockBytes);
        const own = scores(number);
        for (let at = 0; at < block.used; at += 1) {
          if (block.keys[at] === -1) continue;
          const score = own[at] ?? 0;
          sum += score;
          count += 1;
          if (score > best) best = score;
        }
        seen.push(number);
      });
      return {
        mean: count === 0 ? 0 : sum / count,
        best,
        of(key) {
          const slot = slots.get(key);
          const number = slot === undefined ? -1 : Math.floor(slot / vectorsPerBlock);
          const isSeen = group === null || blocks[number]?.group === group;
          return slot === undefined || !isSeen ? null : (scores(number)[slot % vectorsPerBlock] ?? null);
        },
        nearest(limit) {
          const top = createTop(limit);
          for (const number of seen) {
            const own = scores(number);
            const block = blocks[number];
            for (let at = 0; at < (block?.used ?? 0); at += 1) {
              const key = block?.keys[at] ?? -1;
              if (key !== -1) top.offer(key, own[at] ?? 0);
            }
          }
          return top.keys();
        },
      };
    },
  };
}

/** Keeps the best `limit` of what it is offered. */
function createTop(limit: number) {
  const kept: { key: number; score: number }[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  const tidy = () => {
    // equal ones by their keys: what is found does not depend on when it was put in
    kept.sort((left, right) => right.score - left.score || left.key - right.key);
    kept.length = Math.min(kept.length, limit);
    floor = kept.length === limit ? (kept.at(-1)?.score ?? floor) : floor;
  };
  return {
    offer(key: number, score: number) {
      if (score < floor) return;
      kept.push({ key, score });
      if (kept.length >= 4 * limit) tidy();
    },
    keys(): number[] {
      tidy();
      return kept.map(({ key }) => key);
    },
  };
}

/** How a component of a vector of length 1 becomes a whole number: one scale for all, four and a half deviations wide. */
export const scaleOf = (dimensions: number): number => 28.2 * Math.sqrt(dimensions);

/** A vector of length 1 in int8; `scale`: what one becomes. */
export function quantised(vector: ArrayLike<number>, scale = scaleOf(vector.length)): Int8Array {
  return Int8Array.from(vector, (value) => Math.max(-127, Math.min(127, Math.round(value * scale))));
}
