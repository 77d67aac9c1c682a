const unseen = new Set(['script', 'style', 'noscript', 'template', 'svg', 'head']);
const blocks = new Set(
  'address article aside blockquote body br dd div dl dt figure footer form header hr html li main nav ol p pre section table tr ul'.split(' '),
); // biome-ignore format: a list of names

/**
 * The words of a page without its structure, but for lines where blocks end and signs before headings. One pass, whatever the page is.
 */
export function plainWords(html: string): string {
  const parts: string[] = [];
  const tag = /<(\/?)([a-z][a-z0-9]*)/iy;
  // ends that were looked for and are not there
  const endless = new Set<string>();
  let at = 0;
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', at)) {
    parts.push(html.slice(at, open));
    tag.lastIndex = open;
    const [, slash, name = ''] = tag.exec(html) ?? [];
    const isMark = html[open + 1] === '!' || html[open + 1] === '?';
    const isComment = html.startsWith('<!--', open);
    const end = isComment ? html.indexOf('-->', open) : html.indexOf('>', open);
    if (slash === undefined && !isMark) {
      parts.push('<');
      at = open + 1;
    } else if (end < 0) {
      at = html.length;
    } else {
      at = end + (isComment ? 3 : 1);
      const low = name.toLowerCase();
      if (slash === '') at = behind(html, low, at, endless);
      parts.push(signOf(low, slash === ''));
    }
  }
  parts.push(html.slice(at));
  return tidy(parts.join(''));
}

function signOf(name: string, isOpening: boolean): string {
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level !== undefined) return isOpening ? `\n\n${'#'.repeat(Number(level))} ` : '\n\n';
  if (name === 'p') return '\n\n';
  if (name === 'td' || name === 'th') return ' ';
  return blocks.has(name) ? '\n' : '';
}

/** Where something that is not shown ends; the place itself where it is shown, or has no end. */
function behind(html: string, name: string, at: number, endless: Set<string>): number {
  if (!unseen.has(name) || endless.has(name)) return at;
  const end = new RegExp(`</${name}\\b[^>]{0,200}>`, 'gi');
  end.lastIndex = at;
  if (end.test(html)) return end.lastIndex;
  endless.add(name);
  return at;
}

const signs: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function tidy(text: string): string {
  return text
    .replaceAll(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
      (whole, decimal, hex, name) => {
        if (name !== undefined) return signs[String(name).toLowerCase()] ?? whole;
        const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    )
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
