import { fillNouns } from './nouns.ts';
import { fillPhrases } from './phrases.ts';
import { fillVerbs } from './verbs.ts';

/** Entries of the lexicon that do not count. */
export interface LeftOut {
  word(word: string): boolean;
  phrase(pattern: RegExp): boolean;
}

/**
 * Makes the lexicon, for all of this process, what it would be without some of its entries: for the evaluation, which measures a suite without the
 * words that this suite alone suggests. Returns what puts them back. Tools that were read before keep what was read of them.
 */
export function leaveOut({ word, phrase }: LeftOut): () => void {
  fillVerbs(word);
  fillNouns(word);
  fillPhrases(phrase);
  return () => {
    fillVerbs(() => false);
    fillNouns(() => false);
    fillPhrases(() => false);
  };
}
