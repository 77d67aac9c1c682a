// formats, controls and line ends: a name is one line, and nothing in it may pass for a sentence of its own
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\u2800]/gu;
const shownUnits = 120;

/** A name in quotes for a sentence: without invisible characters, which could show it as something else, and not endless. */
export function quoted(name: string): string {
  const plain = name.replace(invisible, '\ufffd').replaceAll('"', '\u201d');
  return `"${plain.length > shownUnits ? `${plain.slice(0, shownUnits / 2)}…${plain.slice(-shownUnits / 2)}` : plain}"`;
}

/** A size as people read it: `812 bytes`, `1.2 kB`, `3.4 MB`. */
export function size(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 place`, `3 places`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
