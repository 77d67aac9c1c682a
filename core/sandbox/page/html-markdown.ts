import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';

/** What is used of a page's nodes; core knows no DOM. */
interface PageNode {
  textContent: string | null;
  children: Iterable<PageNode>;
  getAttribute(name: string): string | null;
  closest(selector: string): PageNode | null;
  querySelector(selector: string): PageNode | null;
}

/** A page as markdown: its main part where one can be told, all of it otherwise. Links are whole, pictures are their descriptions. */
export function htmlToMarkdown(text: string, url: string): { title: string; markdown: string } {
  const { document } = parseHTML(withBody(text));
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

/** A piece of a page, all of it, as markdown. */
export function fragmentToMarkdown(html: string): string {
  if (isTooDeep(html)) return plainText(html);
  const { document } = parseHTML(withBody(html));
  for (const node of document.querySelectorAll(noise)) node.remove();
  return tidy(createTurndown('about:blank').turndown(document.body as never));
}

const mostDepth = 1500;

/** Whether elements lie in each other deeper than anybody writes them: walking such a tree takes for ever, or ends the thread. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  // those that have an end of their own in any honest page
  for (const [tag] of text.matchAll(
    /<\/?(?:div|span|section|table|font|b|i|u|em|strong|ul|ol|dl|blockquote|a)\b/gi,
  )) {
    depth += tag.startsWith('</') ? -1 : 1;
    if (depth > mostDepth) return true;
  }
  return false;
}

/** The words of a page without any of its structure. */
export function plainText(text: string): string {
  return text
    .replaceAll(/<(script|style|noscript|template)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
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
  turndown.addRule('table row', {
    filter: 'tr',
    replacement(_, node) {
      const row = node as unknown as PageNode;
      const cells = [...row.children].map((cell) =>
        turndown
          .turndown(cell as never)
          .replaceAll(/\s+/g, ' ')
          .replaceAll('|', '\\|')
          .trim(),
      );
      const isFirst = row === row.closest('table')?.querySelector('tr');
      const line = `| ${cells.join(' | ')} |`;
      return `\n${line}${isFirst ? `\n|${' --- |'.repeat(cells.length)}` : ''}`;
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
