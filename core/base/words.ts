import { sha256 } from './json.ts';

/** Shorter words are said by everybody: that some of them were forgotten says nothing of others. */
const leastUnits = 16;
// what redaction puts in the place of a secret; its number depends on what was found before
const reference = /\[secret #\d{1,9}(?:, \d{1,7} characters)?(?:, looks like [\w .-]{1,60})?\]/g;

/** SHA-256, in hex, of words as they are compared: however they are spaced, and whatever stands in the place of a secret. */
export function hashOfWords(text: string): string {
  return sha256(plain(text)).toString('hex');
}

/** Whether words are long enough to be known again by themselves. */
export function areTelling(text: string): boolean {
  return plain(text).length >= leastUnits;
}

function plain(text: string): string {
  return text
    .replaceAll(reference, '[secret]')
    .replaceAll('⁅secret #', '[secret #')
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
