import DatabaseConstructor from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { matchParts } from '../../../core/palace/words/expression.ts';
import { marksOf } from '../../../core/palace/words/marks.ts';
import { gramsOf, termsOf } from '../../../core/palace/words/terms.ts';

/** What SQLite's own index makes of a text. */
function openIndex() {
  const db = new DatabaseConstructor(':memory:');
  onTestFinished(() => {
    db.close();
  });
  db.exec(`CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61');
    CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance');`);
  const add = db.prepare('INSERT INTO t (rowid, x) VALUES (1, ?)');
  const read = db.prepare<[], { term: string }>('SELECT term FROM v ORDER BY offset');
  return (text: string) => {
    db.exec('DELETE FROM t');
    add.run(text);
    return read.all().map(({ term }) => term);
  };
}

const ours = (text: string) => termsOf(text).map(({ stem }) => stem);
const endings =
  ' s es ies sses ed eed ing ational tional enci anci izer logi bli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e y ly ll'.split(
    ' ',
  );

test('words are divided and stemmed as the text index does it', () => {
  const theirs = openIndex();
  const stems =
    'tr plast run hop fil agre relat conflat vietnam radic sky happ cav cr oscill ow bix ye electric xylo a'.split(
      ' ',
    );
  const words = stems.flatMap((begin) => endings.map((end) => begin + end)).join(' ');
  expect(ours(words)).toEqual(theirs(words));
  const prose =
    "Caroline's café — naïve façade, Übermut; 42 LGBTQ+ e-mails (re-reading) don't I'VE 3rd 2026's";
  expect(ours(prose)).toEqual(theirs(prose));
  const word = fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...'abcdeiloprstuyvwxyz'), maxLength: 9 }),
      fc.constantFrom(...endings),
    )
    .map(([begin, end]) => begin + end);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (list) => {
      expect(ours(list.join(' '))).toEqual(theirs(list.join(' ')));
    }),
    { numRuns: 300 },
  );
});

test('terms tell where their word stands', () => {
  const text = 'Zwei Übungen, 3 Fragen';
  expect(termsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual([
    'Zwei',
    'Übungen',
    '3',
    'Fragen',
  ]);
});

test('scripts without spaces are divided into pairs', () => {
  expect(gramsOf('東京都 and 雨')).toEqual(['東京', '京都', '雨']);
  expect(gramsOf('only Latin')).toEqual([]);
  expect(matchParts('東京', { columns: ['body'] })).toEqual([
    { expression: '{body} : "東京"', isBeginning: false },
    { expression: 'grams : "東京"', isBeginning: false },
  ]);
  const text = '昨日東京タワーへ行った';
  expect(marksOf(text, '東京タワー').map(([from, to]) => text.slice(from, to))).toEqual(['東京タワー']);
});
