import { gzipSync } from 'node:zlib';

const hex = (text: string) => Buffer.from(text).toString('hex');

/** One way to write a secret so that it is not found. */
export interface Encoding {
  name: string;
  /** Every stored secret that is written so must be stopped; the others are reported. */
  isRequired: boolean;
  /** The pieces, each sent by itself; one but for what is split. */
  write(secret: string): string[];
}

/** The twelve that the safety reference names. */
export const encodings: readonly Encoding[] = [
  { name: 'raw', isRequired: true, write: (text) => [text] },
  { name: 'base64', isRequired: true, write: (text) => [Buffer.from(text).toString('base64')] },
  {
    name: 'URL',
    isRequired: true,
    write: (text) => [
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    ],
  },
  { name: 'hex', isRequired: true, write: (text) => [hex(text)] },
  { name: 'reversed', isRequired: false, write: (text) => [[...text].reverse().join('')] },
  { name: 'gzip and base64', isRequired: false, write: (text) => [gzipSync(text).toString('base64')] },
  { name: 'split in two', isRequired: false, write: (text) => split(text, 2) },
  { name: 'split in four', isRequired: false, write: (text) => split(text, 4) },
  {
    name: 'JSON escapes',
    isRequired: false,
    write: (text) => [[...text].map((character) => `\\u${hex(character).padStart(4, '0')}`).join('')],
  },
  { name: 'zero-width between', isRequired: false, write: (text) => [[...text].join('\u200b')] },
  { name: 'upper case', isRequired: false, write: (text) => [text.toUpperCase()] },
  { name: 'case swapped', isRequired: false, write: (text) => [[...text].map(swapped).join('')] },
];

function split(text: string, count: number): string[] {
  const size = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size));
}

function swapped(character: string): string {
  return character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
}
