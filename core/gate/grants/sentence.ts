import { classesOfVerb, isKnownNoun, kindsOfNoun, phrases } from '../lexicon/index.ts';
import { type Identifier, type IdentifierKind, identifiersIn } from '../origins/identifiers.ts';
import { daysIn } from '../origins/quantities.ts';
import { fileName, isCommonName, properName, quoted } from './named-values.ts';

/** A verb by which the owner asks for something. */
export interface Verb {
  word: string;
  classes: readonly string[];
  /** Which word of its sentence it is. */
  at: number;
}

/** What one sentence of the owner's says. */
export interface Sentence {
  verbs: Verb[];
  /** What each of its words names, by kind. */
  kinds: ReadonlySet<string>[];
  things: ReadonlySet<string>;
  identifiers: Identifier[];
  isTimed: boolean;
  hasParty: boolean;
  /** It names a channel, or says "channel". */
  hasChannel: boolean;
}

// words that stand for what was written as a name: they are no verbs
const marks: Record<IdentifierKind | 'file' | 'quote' | 'name', string> = {
  email: '\ue001', url: '\ue002', account: '\ue003', phone: '\ue004', file: '\ue005', quote: '\ue006', name: '\ue007',
}; // biome-ignore format: a table
const kindsOfMark: Record<string, readonly string[]> = {
  [marks.email]: ['person', 'email'], [marks.url]: ['webpage'], [marks.account]: ['money'], [marks.phone]: ['person'],
  [marks.file]: ['file'], [marks.quote]: [], [marks.name]: ['person'],
}; // biome-ignore format: a table

/** Reads one sentence. `own`: verbs of the tools at hand, which the lexicon need not know. */
export function readSentence(text: string, own: ReadonlySet<string> = new Set()): Sentence {
  const identifiers = identifiersIn(text);
  let plain = text;
  for (const { kind, text: written } of identifiers) plain = plain.replace(written, ` ${marks[kind]} `);
  plain = plain.replace(fileName, ` ${marks.file} `).replace(quoted, (phrase) => ` ${markIn(phrase)} `);
  for (const [phrase, verb] of phrases()) plain = plain.replace(phrase, verb);
  plain = plain.replace(properName, (name) => (isCommonName(name) ? name : `${marks.name} ${nounsIn(name)}`));
  const words =
    plain.toLowerCase().match(/[a-z][a-z'’-]*|[$€£]?\d[\d.,]*|[$€£#]|[.,;:!?]|[\ue001-\ue007]/g) ?? [];
  const kinds = words.map(
    (word) => new Set(kindsOfMark[word] ?? (word === '#' ? ['channel'] : kindsOfNoun(word))),
  );
  const verbs = words.flatMap((word, at): Verb[] => {
    const rows = classesOfVerb(word);
    const isVerb =
      (rows.length > 0 || own.has(word)) &&
      !isTold(words, at) &&
      !isAnswer(words, at) &&
      !determiner.test(words[at - 1] ?? '') &&
      !(isKnownNoun(word) && isNounHere(words, at));
    return isVerb ? [{ word, classes: rows, at }] : [];
  });
  const things = new Set(kinds.flatMap((each) => [...each]));
  const hasParty = words.some(
    (word, at) => word === marks.email || word === marks.name || word === marks.phone || isTo(words, at),
  );
  const isTimed =
    daysIn(text).size > 0 ||
    /\b(?:every|monthly|weekly|daily|yearly|recurring|schedule|tomorrow|next|on the)\b/i.test(text);
  return {
    verbs,
    kinds,
    things,
    identifiers,
    isTimed,
    hasParty,
    hasChannel: /(?:^|\s)#\p{L}|\bchannels?\b/iu.test(text),
  };
}

// what stands in quotes is a name; of a file or an address, where it is one
function markIn(phrase: string): string {
  return Object.values(marks).find((mark) => phrase.includes(mark)) ?? marks.quote;
}

// "the Grand Hotel" is a name, and a hotel
function nounsIn(name: string): string {
  const nouns = name.toLowerCase().split(/\s+/).filter(isKnownNoun);
  return nouns.join(' ');
}

// "what did Kim write", "I cannot make it": of what was done, or is not to be, nothing is asked for
function isTold(words: readonly string[], at: number): boolean {
  return words
    .slice(Math.max(0, at - 3), at)
    .some(
      (word, before, all) =>
        /^(?:did|does|has|have|had|was|were)$/.test(word) ||
        (before === all.length - 1 && /^(?:cannot|can['’]t|not|never|don['’]t|won['’]t)$/.test(word)),
    );
}

// "to everyone", "to my friends"
function isTo(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  const isPerson = /^(?:everyone|everybody|him|her|them)$/.test(word) || kindsOfNoun(word).has('person');
  const before = words.slice(Math.max(0, at - 2), at);
  return isPerson && (before.at(-1) === 'to' || (before[0] === 'to' && determiner.test(before[1] ?? '')));
}

// "tell me": what the owner wants to hear from the agent itself
function isAnswer(words: readonly string[], at: number): boolean {
  return (
    /^(?:tell|inform|notify|ask|answer|reply|remind|give|show|write|send|let|get)$/.test(words[at] ?? '') &&
    /^(?:me|us)$/.test(words[at + 1] ?? '')
  );
}

const beforeNoun =
  /^(?:a|an|the|this|that|these|those|my|your|his|her|its|our|their|of|by|in|on|at|with|from|for|via|per|any|some|all|each|every|no|last|next|new|latest|recent|first|second|other|same|which|what|whose|about|.+['’]s|[$€£]?\d.*)$/;

const determiner = /^(?:an?|the|this|these|those|my|your|his|its|our|their)$/;

// "an email", "my bill", "her e-mail address", "rent transfer": what stands in front of a word, and behind it, make it a noun
function isNounHere(words: readonly string[], at: number): boolean {
  const before = words[at - 1];
  const after = words[at + 1];
  if (
    before !== undefined &&
    (beforeNoun.test(before) || (isKnownNoun(before) && !classesOfVerb(before).length))
  )
    return true;
  return after !== undefined && /^(?:address(?:es)?|is|are|was|were|has|had|number|id|from)$/.test(after);
}

/** Verbs that say by themselves what they are about. */
export const implied: Record<string, readonly string[]> = {
  email: ['email'], 'e-mail': ['email'], mail: ['email'], dm: ['message'], message: ['message', 'email'], text: ['message'],
  reply: ['email', 'message'], respond: ['email', 'message'], forward: ['email', 'message'], tell: ['email', 'message'], notify: ['email', 'message'],
  inform: ['email', 'message'], thank: ['email', 'message'], congratulate: ['email', 'message'], greet: ['message'], welcome: ['message'], warn: ['email', 'message'], alert: ['email', 'message'], remind: ['email', 'message'], announce: ['message'], post: ['message'], ping: ['message'], contact: ['email', 'message'],
  pay: ['money'], transfer: ['money'], wire: ['money'], refund: ['money'], reimburse: ['money'], repay: ['money'], donate: ['money'], tip: ['money'], settle: ['money'],
  invite: ['person'], kick: ['person'], reschedule: ['event'], tweet: ['message'],
}; // biome-ignore format: a table

/** The owner's sentences, and the items of their lists. A dot inside of an address or a number ends none. */
export function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?;])\s+|\n+|(?<=\s)\d+[.)]\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
