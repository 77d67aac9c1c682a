import { expect, test } from 'vitest';
import { fragmentReader, readPage } from '../../../core/sandbox/worker.ts';

const read = async (text: string) =>
  (await readPage({ kind: 'html', text, url: 'https://a.example/' })).markdown;
const many = 200_000;

test.each([
  ['unknown elements in each other', `${'<x>'.repeat(many)}The words below.`],
  ['elements in each other that have an end', `${'<x-y>'.repeat(many)}The words below.${'</x-y>'.repeat(many)}`],
  ['entries in each other', `${'<dt><li>'.repeat(many)}The words below.`],
  ['lists in each other', `${'<ul><li>'.repeat(2000)}The words below.`],
  ['tables in each other', `${'<table><tr><td>'.repeat(80)}The words below.${'</td></tr></table>'.repeat(80)}`],
  ['more elements than anybody writes', `<p>The words below.</p>${'<p>a</p>'.repeat(many)}`],
  ['more breaks than a call has arguments', `The words below.${'<br>'.repeat(many - 1)}`],
  ['an element with too many attributes', `<div ${Array.from({ length: many + 1 }, (_, at) => `a${at}`).join(' ')}>The words below.</div>`],
  ['scripts without an end', `The words below.${'<div>'.repeat(300)}${'<script>'.repeat(many)}`],
  ['signs that begin no element', `The words below.${'<div>'.repeat(300)}${'<'.repeat(many)}`],
  ['a gap of a page’s length', `<pre>The words below.${' '.repeat(many)}x${'&nbsp;'.repeat(many)}y</pre>`],
])('a page with %s is read for its words', async (_, html) => {
  expect(await read(html)).toContain('The words below.');
  expect((await fragmentReader())(html)).toContain('The words below.');
}); // biome-ignore format: a page a line

test('of a page that is too deep for its structure lines and headings are left, and nothing that is not shown', async () => {
  const page = `<head><title>T</title></head><h2>Rates</h2><p>Night &amp; day.<p>Cheap&#33;<ul><li>one<li>two</ul><script>no <b>word</b></script><!-- <p>nor this -->${'<i>'.repeat(300)}`;
  expect(await read(page)).toBe('## Rates\n\nNight & day.\n\nCheap!\n\none\ntwo');
});

test('a table in a cell of another is one row of it', async () => {
  const inner = '<table><tr><td>x | y</td><td>z</td></tr></table>';
  expect(await read(`<table><tr><th>A</th><th>B</th></tr><tr><td>${inner}</td><td>2</td></tr></table>`)).toBe(
    '| A | B |\n| --- | --- |\n| \\| x \\| y \\| z \\| \\| --- \\| --- \\| | 2 |',
  );
});
