import { fold } from '../words/terms.ts';
import { periodOf } from './dates.ts';
import { nameKey } from './entities.ts';
import { type FactMode, type FactPattern, factPatterns } from './fact-patterns.ts';
import { type Range, sentencesOf } from './sentences.ts';

/** Somebody said something that holds, began to hold or no longer holds. Ranges count in the drawer's text. */
export interface Statement {
  predicate: string;
  /** `owner`, or a folded name. */
  subject: string;
  /** The subject's own words; null where it is whoever speaks. */
  subjectWords: Range | null;
  object: Range;
  /** By which objects are compared. */
  objectKey: string;
  sentence: Range;
  mode: FactMode;
  /** ms. */
  validFrom: number | null;
  validTo: number | null;
  confidence: number;
}

/** Who speaks, as facts need it. */
export interface Telling {
  text: string;
  author: string;
  kind: string;
  /** In an imported conversation; null: the owner or the agent. */
  speaker: string | null;
  saidAt: number;
}

const mostStatements = 20;
const hypothetical =
  /\b(?:if|would|could|might|imagine|suppose|wish|pretend|hypothetically|unless|whether|for example|e\.g\.|let['’]s say)\b/i;
const unsure = /\b(?:maybe|perhaps|i think|i guess|probably|possibly|not sure|apparently|supposedly)\b/i;
// what follows `is` without naming anything
const emptyObject =
  /^(?:not|very|so|too|really|going|being|getting|always|never|still|here|there|just|it|that|this|what|how|why|also|quite|pretty|to|about|in|on|at|as|done|ready|broken|fine|good|bad|great|ok|okay|up|down|out|back|off|over|missing|wrong|right|a bit|all)\b(?!\w)/i;

/**
 * The facts that a drawer states: by patterns, never by a model. Questions, suppositions, quotations and code are left out, and
 * so is what the agent says of itself. First person is the owner in their own words and in notes, the speaker in imported ones; in
 * the agent's words `you` is the owner.
 */
export function statementsOf(telling: Telling): Statement[] {
  const found: Statement[] = [];
  const prose = telling.text.includes('```')
    ? telling.text.replaceAll(/```[\s\S]*?(?:```|$)/g, blank)
    : telling.text;
  for (const sentence of sentencesOf(prose)) {
    if (found.length >= mostStatements || sentence.to - sentence.from > 400) continue;
    const words = prose.slice(sentence.from, sentence.to);
    if (words.endsWith('?') || words.startsWith('>') || hypothetical.test(words)) continue;
    const lower = words.toLowerCase();
    for (const pattern of factPatterns) {
      if (!pattern.needs.some((need) => lower.includes(need))) continue;
      for (const match of words.matchAll(pattern.pattern)) {
        const statement = statementOf(pattern, match, { telling, sentence, words });
        const isNew = !found.some(
          ({ object }) => statement && object.from < statement.object.to && object.to > statement.object.from,
        );
        if (statement && isNew) found.push(statement);
      }
    }
  }
  return found;
}

const blank = (code: string) => ' '.repeat(code.length);

interface Sentence {
  telling: Telling;
  sentence: Range;
  words: string;
}

function statementOf(
  { predicate, mode, isForNotes }: FactPattern,
  match: RegExpExecArray,
  { telling, sentence, words }: Sentence,
): Statement | null {
  if (isForNotes && telling.kind !== 'note') return null;
  const raw = match.groups?.o;
  if (raw === undefined || isQuoted(words, match.index)) return null;
  const objectWords = raw
    .trim()
    .replace(/^(?:called|named) /, '')
    .replace(/["“”]/g, '')
    .trim();
  if (objectWords === '' || (predicate === null && emptyObject.test(objectWords))) return null;
  const subject = subjectOf(match.groups?.s, telling, words.slice(match.index));
  if (subject === null) return null;
  const attribute = match.groups?.a;
  const start = match.index + match[0].lastIndexOf(objectWords);
  if (start < match.index) return null;
  const named = match.groups?.s;
  const at = named === undefined || isPronoun(named) ? -1 : words.indexOf(named, match.index);
  return {
    predicate: predicate ?? `attribute:${fold(attribute ?? '').replace(/^(?:new|current|old) /, '')}`,
    subject,
    subjectWords: at < 0 ? null : { from: sentence.from + at, to: sentence.from + at + (named?.length ?? 0) },
    object: { from: sentence.from + start, to: sentence.from + start + objectWords.length },
    objectKey: objectKey(objectWords),
    sentence,
    mode,
    ...period({ predicate, mode, telling, words: words.slice(match.index) }),
    confidence: confidenceOf(telling, words),
  };
}

const objectKey = (words: string) =>
  nameKey(words.replace(/^(?:an?|the|my|our) /i, '').replace(/[\s"'’”).,]+$/, ''));
const isPronoun = (words: string) => /^(?:i|we|you|(?:the )?(?:owner|user))$/i.test(words);

/** Whose fact it is; null: nobody's that counts. `from`: the sentence from the match on. */
function subjectOf(
  words: string | undefined,
  { author, kind, speaker }: Telling,
  from: string,
): string | null {
  const isNote = kind === 'note';
  const self = speaker === null ? (author === 'owner' || isNote ? 'owner' : null) : nameKey(speaker);
  const other = author === 'agent' ? 'owner' : null;
  if (words === undefined) return /^your /i.test(from) ? other : self;
  if (/^(?:i|we)$/i.test(words)) return self;
  if (/^you$/i.test(words)) return other;
  if (/^(?:the )?(?:owner|user)$/i.test(words)) return author === 'other' ? null : 'owner';
  // a sentence begins with a capital, whatever its first word is
  return /^(?:It|He|She|They|That|This|There|What|Who|Which|Everyone|Nobody|Somebody|Someone|People|And|But|So|The|My|Our|Your)\b/.test(
    words,
  )
    ? null
    : nameKey(words);
}

function isQuoted(words: string, at: number): boolean {
  return (words.slice(0, at).match(/["“”]/g)?.length ?? 0) % 2 === 1;
}

interface Timed {
  predicate: string | null;
  mode: FactMode;
  telling: Telling;
  words: string;
}

function period({ predicate, mode, telling, words }: Timed): {
  validFrom: number | null;
  validTo: number | null;
} {
  // the date is the object, not its time
  if (predicate === 'born') return { validFrom: null, validTo: null };
  const { from, to } = periodOf(words, telling.saidAt);
  if (predicate === null && from !== null && mode !== 'changes' && !/\b(?:since|from|until)\b/i.test(words))
    return { validFrom: null, validTo: null };
  if (mode === 'ends') return { validFrom: null, validTo: to ?? from };
  return { validFrom: from, validTo: to };
}

function confidenceOf({ author, kind, speaker }: Telling, words: string): number {
  const base = kind === 'note' ? 0.8 : author === 'owner' || speaker !== null ? 0.9 : 0.6;
  return Math.round((unsure.test(words) ? base - 0.3 : base) * 100) / 100;
}
