import { createScanner, type Scanner } from '../scan/scanner.ts';
import type { Canary, CanaryKind } from './values.ts';

/** Looks for planted secrets, in the encodings in which the vault looks for stored ones. */
export interface CanaryWatch {
  /**
   * Which of them stand in the texts of a value, keys among them; each text for itself and all of them put together, with and without what joins
   * pieces in code. What is split over several calls, or put through a cipher, is not seen.
   */
  kindsIn(value: unknown): CanaryKind[];
  /** The text with `[redacted]` in their place. */
  hide(text: string): string;
}

/** Makes the tables once; looking costs some nanoseconds a byte. */
export function createCanaryWatch(canaries: readonly Canary[]): CanaryWatch {
  const all = createScanner(canaries.map(({ value }) => value));
  let single: { kind: CanaryKind; scanner: Scanner }[] | undefined;
  const kindsInText = (text: string): CanaryKind[] => {
    const bytes = Buffer.from(text, 'utf8');
    if (all.find(bytes).length === 0) return [];
    // hardly ever needed: made when it is
    single ??= canaries.map(({ kind, value }) => ({ kind, scanner: createScanner([value]) }));
    return single.filter(({ scanner }) => scanner.find(bytes).length > 0).map(({ kind }) => kind);
  };
  return {
    kindsIn(value) {
      if (all.isEmpty) return [];
      const found: Texts = { keys: [], values: [] };
      gather(value, found);
      const whole = found.values.join('');
      const texts = new Set([whole, whole.replace(/["'`+,\\]/g, ''), found.keys.join('')]);
      return [...new Set([...texts].flatMap(kindsInText))];
    },
    hide: (text) => all.scrubText(text),
  };
}

interface Texts {
  keys: string[];
  values: string[];
}

function gather(value: unknown, texts: Texts): void {
  if (typeof value === 'string') texts.values.push(value);
  else if (value instanceof Uint8Array) texts.values.push(Buffer.from(value).toString('latin1'));
  else if (Array.isArray(value)) for (const item of value) gather(item, texts);
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      texts.keys.push(key);
      gather(member, texts);
    }
}
