// Porter's algorithm as FTS5's `porter` tokenizer runs it (fts5_tokenize.c), so that what we count is what the index holds.

const longestBytes = 64;
const shortestBytes = 3;

/** The stem of a folded word. Words of other scripts come back as they are. */
export function stem(word: string): string {
  // the algorithm sees bytes; only ASCII letters mean something to it
  const isAscii = /^[\0-\x7f]*$/.test(word);
  const bytes = isAscii ? word : Buffer.from(word, 'utf8').toString('latin1');
  if (bytes.length < shortestBytes || bytes.length > longestBytes) return word;
  const result = stemBytes(bytes);
  return isAscii ? result : Buffer.from(result, 'latin1').toString('utf8');
}

function stemBytes(whole: string): string {
  let word = step1c(step1b(step1a(whole)));
  for (const [suffixes, measure] of laterSteps) word = replaceSuffix(word, suffixes, measure);
  if (word.endsWith('e')) {
    const rest = word.slice(0, -1);
    if (hasMeasure(rest, 2) || (hasMeasure(rest, 1) && !endsShort(rest))) word = rest;
  }
  if (word.endsWith('ll') && hasMeasure(word.slice(0, -1), 2)) word = word.slice(0, -1);
  return word;
}

function step1a(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss')) return word;
  if ((word.length > 4 && word.endsWith('sses')) || (word.length > 3 && word.endsWith('ies')))
    return word.slice(0, -2);
  return word.slice(0, -1);
}

function step1b(word: string): string {
  if (word.length > 3 && word.endsWith('eed'))
    return hasMeasure(word.slice(0, -3), 1) ? word.slice(0, -1) : word;
  const ending = word.length > 2 && word.endsWith('ed') ? 2 : word.length > 3 && word.endsWith('ing') ? 3 : 0;
  const rest = word.slice(0, word.length - ending);
  if (ending === 0 || !hasVowel(rest)) return word;
  if (rest.length > 2 && /(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  const last = rest.at(-1) ?? '';
  if (!isVowel(last, false) && !'lsz'.includes(last) && last === rest.at(-2)) return rest.slice(0, -1);
  return hasMeasure(rest, 1) && !hasMeasure(rest, 2) && endsShort(rest) ? `${rest}e` : rest;
}

function step1c(word: string): string {
  return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

type Suffixes = readonly (readonly [suffix: string, replacement: string])[];

const step2: Suffixes = pairs(
  'ational ate, tional tion, enci ence, anci ance, izer ize, logi log, bli ble, alli al, entli ent, eli e, ousli ous, ' +
    'ization ize, ation ate, ator ate, alism al, iveness ive, fulness ful, ousness ous, aliti al, iviti ive, biliti ble',
);
const step3: Suffixes = pairs('ical ic, ness, icate ic, iciti ic, ful, ative, alize al');
const step4: Suffixes = pairs(
  'al, ance, ence, er, ic, able, ible, ement, ant, ment, ent, ion, ou, ism, ate, iti, ous, ive, ize',
);
const laterSteps: readonly (readonly [Suffixes, number])[] = [
  [step2, 1],
  [step3, 1],
  [step4, 2],
];

function pairs(list: string): Suffixes {
  return list.split(', ').map((entry) => {
    const [suffix = '', replacement = ''] = entry.split(' ');
    return [suffix, replacement] as const;
  });
}

// the first suffix that fits decides, also when the rest is too short for it
function replaceSuffix(word: string, suffixes: Suffixes, measure: number): string {
  for (const [suffix, replacement] of suffixes) {
    if (word.length <= suffix.length || !word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    if (suffix === 'ion' && !/[st]$/.test(rest)) return word;
    return hasMeasure(rest, measure) ? rest + replacement : word;
  }
  return word;
}

function isVowel(letter: string, afterConsonant: boolean): boolean {
  return 'aeiou'.includes(letter) || (afterConsonant && letter === 'y');
}

function hasVowel(word: string): boolean {
  return [...word].some((letter, at) => isVowel(letter, at > 0));
}

/** Whether vowels are followed by consonants at least `times` times. */
function hasMeasure(word: string, times: number): boolean {
  let found = 0;
  let isConsonant = false;
  let sawVowel = false;
  for (const letter of word) {
    isConsonant = !isVowel(letter, isConsonant);
    if (!isConsonant) sawVowel = true;
    else if (sawVowel) {
      sawVowel = false;
      found += 1;
      if (found === times) return true;
    }
  }
  return false;
}

/** Consonant, vowel, consonant at the end, the last one none of w, x, y. */
function endsShort(word: string): boolean {
  if (/[wxy]$/.test(word) || word.length < 3) return false;
  let pattern = '';
  let isConsonant = false;
  for (const letter of word) {
    isConsonant = !isVowel(letter, isConsonant);
    pattern += isConsonant ? 'c' : 'v';
  }
  return pattern.endsWith('cvc');
}
