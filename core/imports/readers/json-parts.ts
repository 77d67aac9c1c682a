/** What a text of JSON says; undefined for what is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is JSON; of a long one only whether it has its end. */
export function isWholeJson(text: string): boolean {
  if (text.length < 1_000_000) return parsedJson(text) !== undefined;
  const end = text.slice(-1000).trimEnd().at(-1);
  return text.slice(0, 1000).trimStart()[0] === '{' ? end === '}' : end === ']';
}

/**
 * The elements of a text that is a JSON array, each as its own text and one at a time: all of a large export would not fit into memory at
 * once, and one that broke off holds whole ones before its end. `isWhole` is false for what the text's end cuts off.
 */
export function* jsonElements(text: string): Iterable<{ text: string; isWhole: boolean }> {
  let at = text.indexOf('[') + 1;
  let from = at;
  let depth = 0;
  // what a string or an element begins or ends with
  const mark = /["{}[\],]/g;
  const element = (to: number, isWhole: boolean) => ({ text: text.slice(from, to), isWhole });
  for (;;) {
    mark.lastIndex = at;
    const found = mark.exec(text);
    if (!found) break;
    const [sign] = found;
    at = found.index + 1;
    if (sign === '"') at = behindString(text, at);
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === ',') {
      if (depth > 0) continue;
      yield element(found.index, true);
      from = at;
    } else {
      depth -= 1;
      if (depth >= 0) continue;
      if (text.slice(from, found.index).trim() !== '') yield element(found.index, true);
      return;
    }
  }
  if (text.slice(from).trim() !== '') yield element(text.length, false);
}

function behindString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\' && quote - slashes > from) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
