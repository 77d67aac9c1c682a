import { contentWords } from '../words/expression.ts';
import { fold, hashOf, stemOf } from '../words/terms.ts';

/** A question as recall works with it. */
export interface RecallQuery {
  text: string;
  /** Content words as they were typed. */
  words: readonly string[];
  /** Their stems, each once, in order. */
  stems: readonly QueryStem[];
  asks: Asks;
}

export interface QueryStem {
  /** As it was typed, without case and accents. */
  word: string;
  stem: string;
  hash: number;
  /** A name of a month, a year, a day of the month. */
  isDate: boolean;
}

/** What kind of answer the question wants, by its wording; in English, and nothing elsewhere. */
export interface Asks {
  when: boolean;
  howMany: boolean;
  who: boolean;
  list: boolean;
}

const date =
  /^(?:\d{4}|\d{1,2}|jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|september|october|november|december)$/;

/** Reads a question. Any text is one. */
export function readQuery(text: string): RecallQuery {
  const words = contentWords(text);
  const stems = new Map<string, QueryStem>();
  for (const word of words) {
    const stem = stemOf(word);
    if (!stems.has(stem))
      stems.set(stem, { word: fold(word), stem, hash: hashOf(stem), isDate: date.test(fold(word)) });
  }
  const lower = text.toLowerCase();
  return {
    text,
    words,
    stems: [...stems.values()],
    asks: {
      when: /^when\b|what (?:date|day|month|year)|which (?:date|day|month|year)|how long/.test(lower),
      howMany: /how (?:many|much|often)|what number/.test(lower),
      who: /^(?:who|where|whose)\b|\bwhich\b|\bnames?\b/.test(lower),
      list: /^what (?:.*s|are|were|kinds?|types?)\b/.test(lower),
    },
  };
}
