import type { NoteOrigin } from '../events/index.ts';
import { gramsOf, stemOf, stopWords, termsOf } from '../palace/index.ts';
import { identifiersIn } from './origins/identifiers.ts';
import type { SessionOrigins } from './origins/index.ts';
import { traceValue } from './origins/trace.ts';

// how a wish is put, and whose it is: words that say nothing of what is wished
const framing = new Set(
  (
    'owner user they them their remember note memory memo keep mind prefer preference want wish like love hate ask tell say said ' +
    'mention state always-ask please need use'
  )
    .split(' ')
    .map(stemOf),
);
// these turn a wish into another one: stop words to a search, not here
const turning = new Set([
  'not',
  'no',
  'nor',
  'never',
  'without',
  'all',
  'any',
  'every',
  'always',
  'only',
  'except',
  'everything',
]);
const denying = ['not', 'no', 'nor', 'never', 'without'];
const mostSources = 12;
/** Of the words of a note, how many the owner may not have said: how somebody else puts the same. */
const freeShare = 1 / 3;

/**
 * Where the words of a note come from. While nobody else's words were read in the session they are the agent's. Afterwards a note has to
 * be what the owner said: every address and number in it theirs or a trusted source's, no word that only others wrote, and most of the
 * rest their words. What is left is `untrusted`, whatever it says about itself. Pure; no model is asked.
 */
export function noteOriginOf(origins: SessionOrigins, words: readonly string[]): NoteOrigin {
  const sources = origins.foreign.slice(-mostSources);
  if (sources.length === 0) return { label: 'agent', why: null, sources: [] };
  const text = words.join('\n');
  const isOurs = (value: string) =>
    ['owner', 'trusted'].includes(traceValue(origins, 'text', 'text', value).origin);
  if (identifiersIn(text).some((found) => !isOurs(found.text)))
    return { label: 'untrusted', why: 'foreign_identifier', sources };
  const known = knownStems(origins);
  const content = contentOf(text);
  const unsaid = content.filter(({ stem }) => !known.has(stem));
  if (unsaid.some(({ word }) => isForeign(origins, word)))
    return { label: 'untrusted', why: 'foreign_words', sources };
  if (unsaid.some(({ word }) => turning.has(word)) || unsaid.length > content.length * freeShare)
    return { label: 'untrusted', why: 'not_said', sources };
  return { label: 'owner', why: null, sources: [] };
}

/** Stems of what the owner said, and of what trusted sources say. */
function knownStems({ said, index }: SessionOrigins): Set<string> {
  const trusted = index.pieces.filter(({ label }) => label === 'trusted').map(({ raw }) => raw);
  const known = new Set<string>();
  for (const text of [...said.map((each) => each.text), ...trusted])
    for (const { stem } of partsOf(text)) known.add(stem);
  // "don't" is a no, too
  const hasDenied =
    denying.some((word) => known.has(word)) || said.some((each) => /n['’]t\b/i.test(each.text));
  if (hasDenied) for (const word of denying) known.add(word);
  return known;
}

function contentOf(text: string): { word: string; stem: string }[] {
  return partsOf(text).filter(
    ({ word, stem }) => turning.has(word) || (!stopWords.has(word) && !framing.has(stem) && word.length > 1),
  );
}

function partsOf(text: string): { word: string; stem: string }[] {
  const plain = text.normalize('NFKC').replaceAll(/n['’]t\b/gi, ' not');
  const pairs = gramsOf(plain).map((pair) => ({ word: pair, stem: pair }));
  const words = termsOf(plain).map(({ from, to, stem }) => ({
    word: plain.slice(from, to).toLowerCase(),
    stem,
  }));
  // where no space divides words, only the pairs can be compared
  return [...words.filter(({ word }) => pairs.length === 0 || gramsOf(word).length === 0), ...pairs];
}

function isForeign({ index }: SessionOrigins, word: string): boolean {
  const stem = stemOf(word);
  return [word, stem, `${stem}s`, `${stem}e`, `${stem}es`, `${stem}ed`, `${stem}ing`, `${word}s`].some(
    (form) => index.hasWord(form),
  );
}
