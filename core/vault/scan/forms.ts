import { fold } from './fold.ts';
import { isEscapeStart, readEscape } from './unescape.ts';

/** Shorter values would hit innocent text: they are not searched for. */
export const shortestToSearch = 8;
/** Of longer values only the likely forms are searched for: a table for all of them would take tens of megabytes. */
const longestInAllForms = 2048;

/**
 * The folded byte sequences that give a value away: as it is, as its escapes read, reversed, in hex, and in base64 at the three offsets
 * at which it may begin. Upper case, base64url, percent, JSON and HTML escapes and strewn-in characters come to the same sequences.
 */
export function formsOf(value: string): Uint8Array[] {
  if (value.length < shortestToSearch) return [];
  const forms = [fold(value), fold(unescaped(value)), ...base64Forms(value)];
  if (value.length <= longestInAllForms) {
    forms.push(fold([...value].reverse().join('')), fold(Buffer.from(value, 'latin1').toString('hex')));
  }
  const distinct = new Map(forms.map((form) => [Buffer.from(form).toString('latin1'), form]));
  return [...distinct.values()].filter((form) => form.length >= shortestToSearch);
}

/** Only the characters that do not depend on what stands before and after. */
function base64Forms(value: string): Uint8Array[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(value, 'latin1')]).toString('base64');
    const first = [0, 2, 3][offset] ?? 0;
    return fold(text.slice(first, Math.floor(((offset + value.length) * 8) / 6)));
  });
}

function unescaped(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const found = isEscapeStart[bytes[at] ?? 0] ? readEscape(bytes, at, true) : undefined;
    if (found !== undefined && found !== 'more') {
      if (found.code < 0x80) text += String.fromCharCode(found.code);
      at += found.length;
    } else {
      text += String.fromCharCode(bytes[at] ?? 0);
      at += 1;
    }
  }
  return text;
}
