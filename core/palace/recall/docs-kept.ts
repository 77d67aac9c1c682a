import type { Doc } from './doc.ts';

/** Drawers that a recalling thread keeps between questions, within so many bytes: beyond them those go first that were asked for the longest ago. */
export interface KeptDocs {
  readonly bytes: number;
  readonly size: number;
  /** It counts as asked for now. */
  get(number: number): Doc | undefined;
  keep(doc: Doc, bytes: number): void;
  drop(number: number): void;
  clear(): void;
}

export function createKeptDocs(mostBytes: number): KeptDocs {
  // in the order in which they were asked for
  const kept = new Map<number, { doc: Doc; bytes: number }>();
  let sum = 0;
  const drop = (number: number) => {
    sum -= kept.get(number)?.bytes ?? 0;
    kept.delete(number);
  };
  return {
    get bytes() {
      return sum;
    },
    get size() {
      return kept.size;
    },
    get(number) {
      const found = kept.get(number);
      if (!found) return undefined;
      kept.delete(number);
      kept.set(number, found);
      return found.doc;
    },
    keep(doc, bytes) {
      drop(doc.number);
      kept.set(doc.number, { doc, bytes });
      sum += bytes;
      for (const number of kept.keys()) {
        if (sum <= mostBytes) break;
        drop(number);
      }
    },
    drop,
    clear() {
      kept.clear();
      sum = 0;
    },
  };
}
