// words that say how a question is asked, not what about; without them a search is faster and better (reference 4.1)
const stopWords = new Set(
  (
    'a about after again all also am an and any are as at be because been before being but by can could did do does doing ' +
    'for from had has have having he her here hers him his how i if in into is it its just me more most my no nor not of off ' +
    'on once only or other our out over own s same she should so some such t than that the their them then there these they ' +
    'this those through to too under until up us very was we were what when where which while who whom whose why will with ' +
    'would you your'
  ).split(' '),
);

const mostWords = 32;
const mostUnitsPerWord = 64;

const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/**
 * The FTS5 expression for what a person or an agent typed: content words, each quoted, joined by OR. Nothing of FTS5's own
 * syntax gets through, so no input is an error. Null when there is no word in it. `isTyping`: the last word may be unfinished.
 */
export function matchExpression(query: string, isTyping: boolean): string | null {
  const words = query.slice(0, 4000).match(wordPattern) ?? [];
  const content = words.filter((word) => !stopWords.has(word.toLowerCase()));
  const chosen = (content.length > 0 ? content : words)
    .slice(0, mostWords)
    .map((word) => word.slice(0, mostUnitsPerWord));
  if (chosen.length === 0) return null;
  const quoted = [...new Set(chosen)].map((word) => `"${word}"`);
  const beginning = isTyping ? unfinishedWord(query) : null;
  if (beginning !== null) quoted.push(`"${beginning}" *`);
  return quoted.join(' OR ');
}

/**
 * A wider expression for an unfinished word: the index holds stems ("electr" for "electricity"), which a longer beginning
 * ("electric") no longer finds. What it finds has to be checked against `beginning`. Null when there is nothing to widen.
 */
export function widerExpression(query: string): { expression: string; beginning: string } | null {
  const beginning = unfinishedWord(query);
  if (beginning === null || beginning.length < 5) return null;
  return {
    expression: `"${beginning.slice(0, Math.max(4, Math.ceil(beginning.length * 0.6)))}" *`,
    beginning,
  };
}

function unfinishedWord(query: string): string | null {
  const last = query.match(/[\p{L}\p{N}\p{M}]+$/u)?.[0] ?? '';
  return last.length >= 2 && last.length <= mostUnitsPerWord ? last : null;
}

/** A word as it is compared: without case and accents. */
export function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
