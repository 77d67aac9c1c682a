import { usedAround } from './memory-image.ts';

/** Fills a stack of 64 KB. */
const recursion = { code: '(function down() { down(); })()', limitBytes: 65_536 } as const;

/**
 * Finds the top of an engine's stack by the traces that a stack full of calls leaves in memory. `recurse` runs code without end under a limit;
 * the heap at `heapAddress` lies behind the stack, and no other code ran yet.
 */
export function findStackTop(
  memory: WebAssembly.Memory,
  heapAddress: number,
  recurse: (code: string, limitBytes: number) => void,
): number {
  const [empty] = usedAround(memory, heapAddress);
  recurse(recursion.code, recursion.limitBytes);
  const [start, end] = usedAround(memory, heapAddress);
  const traces = new Uint8Array(memory.buffer, start, Math.min(empty + 65_536, end) - start);
  const deepest = traces.findIndex((byte) => byte !== 0);
  if (deepest < 0) throw new Error('the stack of the engine lies elsewhere');
  traces.fill(0);
  return start + deepest + recursion.limitBytes;
}

/** Watches how deep an engine's stack went, by the traces it leaves in memory: what a guest says of an overflow proves nothing. */
export interface StackWatch {
  /** Begins anew, for a stack of `stackBytes`. */
  reset(stackBytes: number): void;
  /** Since then the stack was in use up to its limit, or nearly so. */
  isAtLimit(): boolean;
}

/** `top`: where the stack begins; it grows downwards. */
export function createStackWatch(memory: () => WebAssembly.Memory, top: number): StackWatch {
  let start = 0;
  let length = 0;
  const traces = () => new Uint8Array(memory().buffer, start, length);
  return {
    reset(stackBytes) {
      const limit = top - stackBytes;
      start = Math.max(0, limit - 4096);
      length = limit + stackBytes / 16 - start;
      traces().fill(0);
    },
    isAtLimit: () => traces().some((byte) => byte !== 0),
  };
}
