/** Reads what Python prints of a dict or list ("{'a': [1, True]}"), every scalar as a string; null for anything else. */
export function readPythonLiteral(text: string): unknown {
  const reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  return value !== failed && reader.at === text.length ? value : null;
}

const failed = Symbol('not a literal');
interface Position {
  text: string;
  at: number;
}

function readValue(reader: Position, depth: number): unknown {
  skipSpace(reader);
  const sign = reader.text[reader.at];
  if (depth > 40 || sign === undefined) return failed;
  if (sign === '{') return readDict(reader, depth);
  if (sign === '[' || sign === '(') return readItems(reader, sign === '[' ? ']' : ')', depth);
  if (sign === "'" || sign === '"') return readString(reader, sign);
  return readWord(reader);
}

function readDict(reader: Position, depth: number): unknown {
  const dict: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  reader.at += 1;
  for (;;) {
    if (isNext(reader, '}')) return dict;
    const key = readValue(reader, depth + 1);
    if (typeof key !== 'string' || !isNext(reader, ':')) return failed;
    const value = readValue(reader, depth + 1);
    if (value === failed) return failed;
    dict[key] = value;
    if (!isNext(reader, ',') && reader.text[reader.at] !== '}') return failed;
  }
}

function readItems(reader: Position, end: string, depth: number): unknown {
  const items: unknown[] = [];
  reader.at += 1;
  for (;;) {
    if (isNext(reader, end)) return items;
    const value = readValue(reader, depth + 1);
    if (value === failed) return failed;
    items.push(value);
    if (!isNext(reader, ',') && reader.text[reader.at] !== end) return failed;
  }
}

const sticky = {
  "'": /'((?:[^'\\\n]|\\[\s\S])*)'/y,
  '"': /"((?:[^"\\\n]|\\[\s\S])*)"/y,
};

function readString(reader: Position, quote: "'" | '"'): unknown {
  const pattern = sticky[quote];
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (!match) return failed;
  reader.at = pattern.lastIndex;
  return (match[1] ?? '').replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\s\S]))/gi,
    (_, x, u, sign: string) => {
      const code = x ?? u;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return { n: '\n', t: '\t', r: '\r' }[sign] ?? sign;
    },
  );
}

const plain = /True|False|None|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/y;

function readWord(reader: Position): unknown {
  plain.lastIndex = reader.at;
  const match = plain.exec(reader.text);
  if (!match) return failed;
  reader.at = plain.lastIndex;
  return match[0] === 'None' ? null : match[0];
}

function isNext(reader: Position, sign: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function skipSpace(reader: Position): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at += 1;
}
