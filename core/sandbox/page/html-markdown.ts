import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import { isPageSized, shortenGaps } from './page-bounds.ts';
import { plainWords } from './plain-words.ts';

/** What is used of a page's nodes; core knows no DOM. */
interface PageNode {
  textContent: string | null;
  children: Iterable<PageNode>;
  getAttribute(name: string): string | null;
  closest(selector: string): PageNode | null;
  querySelector(selector: string): PageNode | null;
}

/**
 * A page as markdown: its main part where one can be told, all of it otherwise. Links are whole, pictures are their descriptions. Of a page
 * that nobody writes, too deep or too large to be walked, the words alone. Time goes by the length of the page.
 */
export function htmlToMarkdown(text: string, url: string): { title: string; markdown: string } {
  return orWords(text, () => pageToMarkdown(text, url)) ?? { title: '', markdown: plainWords(text) };
}

function pageToMarkdown(text: string, url: string): { title: string; markdown: string } {
  const document = parsed(text);
  const title = (document.querySelector('title')?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  const base = baseOf(document.querySelector('base')?.getAttribute('href') ?? null, url);
  for (const node of document.querySelectorAll(noise)) node.remove();
  for (const node of document.querySelectorAll('[hidden], [aria-hidden="true"]')) node.remove();
  const { body } = document;
  const all = lengthOf(body);
  const main = mainPart(document.cloneNode(true));
  const isWhole = main !== null && lengthOf(main) >= all * leastShare;
  const turndown = createTurndown(base);
  return { title, markdown: tidy(turndown.turndown((isWhole ? main : body) as never)) };
}

/** A piece of a page, all of it, as markdown; bounded as a page is. */
export function fragmentToMarkdown(html: string): string {
  const read = orWords(html, () => {
    const document = parsed(html);
    for (const node of document.querySelectorAll(noise)) node.remove();
    return tidy(createTurndown('about:blank').turndown(document.body as never));
  });
  return read ?? plainWords(html);
}

/** Null for what is beyond the bounds of a page, or of the libraries that walk it. */
function orWords<T>(html: string, read: () => T): T | null {
  if (!isPageSized(html)) return null;
  try {
    return read();
  } catch (caught) {
    // more siblings than a call has arguments
    if (caught instanceof RangeError) return null;
    throw caught;
  }
}

function parsed(html: string) {
  const { document } = parseHTML(withBody(html));
  shortenGaps(document);
  return document;
}

const noise = 'script, style, noscript, template, iframe, object, embed, svg, canvas, link, meta, dialog';
/** A main part that holds less of the page's words than this is not the main part. */
const leastShare = 0.4;

// a fragment has no body of its own
function withBody(text: string): string {
  return /<body[\s>]/i.test(text) ? text : `<html><body>${text}</body></html>`;
}

const lengthOf = (node: { textContent: string | null } | null) =>
  (node?.textContent ?? '').replaceAll(/\s+/g, ' ').length;

function mainPart(document: unknown): PageNode | null {
  const article = new Readability<PageNode>(document as never, {
    serializer: (node) => node as never,
  }).parse();
  return article?.content ?? null;
}

function baseOf(href: string | null, url: string): string {
  return (href === null ? null : resolved(href, url)) ?? url;
}

/** An address as a whole one; null for what is no web page. */
function resolved(href: string, base: string): string | null {
  try {
    const url = new URL(href, base);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function createTurndown(base: string): TurndownService {
  const turndown = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  turndown.addRule('link', {
    filter: 'a',
    replacement(content, node) {
      const words = content.replaceAll(/\s+/g, ' ').trim();
      const href = (node as unknown as PageNode).getAttribute('href');
      const url = href === null || href.startsWith('#') ? null : resolved(href, base);
      if (words === '' || url === null) return words;
      return `[${words}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
    },
  });
  turndown.addRule('picture', {
    filter: 'img',
    replacement: (_, node) => {
      const words = ((node as unknown as PageNode).getAttribute('alt') ?? '').trim();
      return words === '' ? '' : `[picture: ${words}]`;
    },
  });
  // made of what its cells became already: a table in a cell is not walked once more for each table that it lies in
  turndown.addRule('table cell', {
    filter: ['th', 'td'],
    replacement: (content) =>
      ` ${content
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/(?<!\\)\|/g, '\\|')
        .trim()} |`,
  });
  turndown.addRule('table row', {
    filter: 'tr',
    replacement(content, node) {
      const row = node as unknown as PageNode;
      const isFirst = row === row.closest('table')?.querySelector('tr');
      const line = `|${content.trimEnd()}`;
      return `\n${line}${isFirst ? `\n|${' --- |'.repeat([...row.children].length)}` : ''}`;
    },
  });
  turndown.addRule('table', {
    filter: 'table',
    replacement: (content) => `\n\n${content.replaceAll(/\n+/g, '\n').trim()}\n\n`,
  });
  return turndown;
}

function tidy(markdown: string): string {
  return markdown
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
