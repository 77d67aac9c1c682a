/**
 * Reads the YAML that serialisers write: block maps and lists, plain, quoted and block scalars, `[]` and `{}`; every scalar is a string.
 * Anything else, and anything that does not fit exactly, is null: what is not certainly structured is text.
 */
export function readYaml(text: string): unknown {
  if (!/^(?:- |-$|[\w"'][^\n]*?:(?: |\n|$))/.test(text.slice(0, 2000))) return null;
  const reader = new Reader(text.split('\n'));
  try {
    const value = reader.block(0);
    return reader.isAtEnd() ? value : null;
  } catch (caught) {
    if (caught instanceof NotYaml) return null;
    throw caught;
  }
}

/**
 * The items of a list that stand before the first place where it does not fit: it was cut off, or somebody's text was put in without being
 * quoted. `rest` is everything from the item on in which that happened. Null where not even the first item fits.
 */
export function readYamlStart(text: string): { items: unknown[]; rest: string } | null {
  if (!text.startsWith('- ')) return null;
  const lines = text.split('\n');
  const reader = new Reader(lines);
  const items: unknown[] = [];
  let first = 0;
  try {
    for (;;) {
      first = reader.line();
      if (reader.isAtEnd()) return { items, rest: '' };
      items.push(reader.item());
    }
  } catch (caught) {
    if (!(caught instanceof NotYaml)) throw caught;
    return items.length === 0 ? null : { items, rest: lines.slice(first).join('\n') };
  }
}

class NotYaml extends Error {}

// a key is a name, or in quotes: "As they say: no" is a sentence
const entry = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\w$@.+/-]+)\s*:(?:\s(.*))?$/;

class Reader {
  #at = 0;
  readonly #lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  isAtEnd(): boolean {
    this.#skipEmpty();
    return this.#at >= this.#lines.length;
  }

  /** A list or map whose lines begin at exactly this column. */
  block(indent: number): unknown {
    this.#skipEmpty();
    const line = this.#lines[this.#at] ?? '';
    const rest = line.slice(indent);
    if (indentOf(line) !== indent) throw new NotYaml();
    return rest === '-' || rest.startsWith('- ') ? this.#list(indent) : this.#map(indent, null);
  }

  line(): number {
    return this.#at;
  }

  /** The next item of a list at the first column. */
  item(): unknown {
    this.#skipEmpty();
    const [item] = this.#list(0, 1);
    if (item === undefined) throw new NotYaml();
    return item;
  }

  #list(indent: number, most = Number.POSITIVE_INFINITY): unknown[] {
    const items: unknown[] = [];
    while (items.length < most) {
      this.#skipEmpty();
      const line = this.#lines[this.#at];
      if (line === undefined || indentOf(line) < indent) return items;
      const rest = line.slice(indent);
      if (indentOf(line) !== indent) throw new NotYaml();
      if (rest === '-') {
        this.#at += 1;
        items.push(this.#nested(indent + 1));
      } else if (rest.startsWith('- ')) {
        const inner = rest.slice(2);
        const column = indent + 2 + indentOf(inner);
        const content = inner.trimStart();
        if (content.startsWith('- ')) throw new NotYaml();
        items.push(entry.test(content) ? this.#map(column, content) : this.#scalar(content, indent + 1));
      } else return items;
    }
    return items;
  }

  // `first`: the first entry, where it stands behind a dash
  #map(indent: number, first: string | null): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let content = first;
    for (;;) {
      if (content === null) {
        this.#skipEmpty();
        const line = this.#lines[this.#at];
        if (line === undefined || indentOf(line) < indent) return map;
        content = line.slice(indent);
        if (indentOf(line) !== indent) throw new NotYaml();
        // the list that this map is an item of goes on
        if (content.startsWith('- ') || content === '-') return map;
      }
      const [, key, rest] = entry.exec(content) ?? [];
      if (key === undefined) throw new NotYaml();
      content = null;
      map[unquote(key)] = this.#value(rest?.trim() ?? '', indent);
    }
  }

  #value(rest: string, indent: number): unknown {
    if (rest !== '') return this.#scalar(rest, indent + 1);
    this.#at += 1;
    return this.#nested(indent);
  }

  // behind `key:` or `-`: lines further in, or a list at the key's own column
  #nested(indent: number): unknown {
    this.#skipEmpty();
    const line = this.#lines[this.#at];
    if (line === undefined) return null;
    const column = indentOf(line);
    const isList = /^-(?: |$)/.test(line.slice(column));
    if (column > indent || (column === indent && isList)) return this.block(column);
    return null;
  }

  /** The scalar that begins with `start` on the current line; lines further in than `indent - 1` go on with it. */
  #scalar(start: string, indent: number): unknown {
    if (start === '[]') return this.#take([]);
    if (start === '{}') return this.#take({});
    if (start === 'null' || start === '~') return this.#take(null);
    if (/^[|>][+-]?\d?[+-]?$/.test(start)) return this.#blockScalar(indent);
    if (start.startsWith('"') || start.startsWith("'")) return this.#quoted(start);
    if (/^[&*!%`[{|>]/.test(start)) throw new NotYaml();
    let text = start;
    this.#at += 1;
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined) return plain(text);
      if (line.trim() === '') {
        const next = this.#nextFull();
        if (next === undefined || indentOf(next) < indent) return plain(text);
      } else if (indentOf(line) < indent) return plain(text);
      text = `${text} ${line.trim()}`;
      this.#at += 1;
    }
  }

  #take<T>(value: T): T {
    this.#at += 1;
    return value;
  }

  #blockScalar(indent: number): string {
    const lines: string[] = [];
    this.#at += 1;
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.trim() !== '' && indentOf(line) < indent) break;
      lines.push(line.trim());
      this.#at += 1;
    }
    return lines.join('\n').trimEnd();
  }

  #quoted(start: string): string {
    const quote = start[0] ?? '';
    const parts: string[] = [];
    let part = start.slice(1);
    for (;;) {
      const end = closingAt(part, quote);
      if (end >= 0) {
        // nothing may follow the closing sign
        if (end !== part.length - 1) throw new NotYaml();
        parts.push(part.slice(0, end));
        this.#at += 1;
        return unescapeScalar(fold(parts, quote), quote);
      }
      parts.push(part);
      this.#at += 1;
      const line = this.#lines[this.#at];
      if (line === undefined) throw new NotYaml();
      part = line.trim();
    }
  }

  #skipEmpty(): void {
    while (this.#at < this.#lines.length && (this.#lines[this.#at] ?? '').trim() === '') this.#at += 1;
  }

  #nextFull(): string | undefined {
    for (let at = this.#at; at < this.#lines.length; at += 1)
      if ((this.#lines[at] ?? '').trim() !== '') return this.#lines[at];
    return undefined;
  }
}

// a serialiser quotes what could be read as something else: text that was put in between by other hands shows itself here
function plain(text: string): string {
  if (/: |:$| #/.test(text)) throw new NotYaml();
  return text;
}

// where a quoted scalar ends in this line, or -1
function closingAt(part: string, quote: string): number {
  const sign = quote === '"' ? /\\.|"/g : /''|'/g;
  for (const match of part.matchAll(sign)) if (match[0] === quote) return match.index;
  return -1;
}

// lines of a quoted scalar: a break is a space, an empty line is a break, a backslash at the end joins without a space
function fold(parts: readonly string[], quote: string): string {
  const folded: string[] = [];
  let isJoined = true;
  for (const part of parts) {
    if (part === '') {
      folded.push('\n');
      isJoined = true;
      continue;
    }
    if (!isJoined) folded.push(' ');
    isJoined = quote === '"' && /(?<!\\)(?:\\\\)*\\$/.test(part);
    folded.push(isJoined ? part.slice(0, -1) : part);
  }
  return folded.join('');
}

function unquote(scalar: string): string {
  const quote = scalar[0];
  return quote === "'" || quote === '"' ? unescapeScalar(scalar.slice(1, -1), quote) : scalar;
}

function unescapeScalar(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("''", "'");
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/gi,
    (_, x, u, long, sign: string) => {
      const code = x ?? u ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16) % 0x110000);
      return escapes[sign] ?? sign;
    },
  );
}

const escapes: Record<string, string> = {
  n: '\n', t: '\t', r: '\r', '0': '\0', e: '\x1b', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
}; // biome-ignore format: a table

function indentOf(line: string): number {
  let at = 0;
  while (line[at] === ' ') at += 1;
  return at;
}
