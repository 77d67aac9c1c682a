import { gzipSync } from 'node:zlib';

const hex = (text: string) => Buffer.from(text).toString('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const each = (text: string, write: (char: string) => string) => [...text].map(write).join('');
const code = (char: string) => char.charCodeAt(0);

/** How a server may write a secret so that it is not found: the name, and the writing. */
export const encodings: [string, (secret: string) => string][] = [
  ['raw', (text) => text],
  ['base64', base64],
  ['base64, one byte before', (text) => base64(`x${text}yz`)],
  ['base64, two bytes before', (text) => base64(`xy${text}z`)],
  ['base64url', (text) => Buffer.from(`?${text}`).toString('base64url')],
  ['base64 in lines', (text) => base64(text).replace(/(.{9})/g, '$1\r\n')],
  ['percent, every character', (text) => each(text, (char) => `%${hex(char)}`)],
  ['percent, as URLs have it', (text) => encodeURIComponent(text)],
  ['hex', hex],
  ['hex in upper case', (text) => hex(text).toUpperCase()],
  ['JSON escapes', (text) => each(text, (char) => `\\u${hex(char).padStart(4, '0')}`)],
  ['JSON, slashes escaped', (text) => text.replaceAll('/', '\\/')],
  ['HTML entities', (text) => each(text, (char) => `&#${code(char)};`)],
  ['HTML entities in hex', (text) => each(text, (char) => `&#x${hex(char)};`)],
  ['reversed', (text) => [...text].reverse().join('')],
  ['upper case', (text) => text.toUpperCase()],
  ['lower case', (text) => text.toLowerCase()],
  ['zero-width between', (text) => [...text].join('\u200b')],
  ['joiners between', (text) => [...text].join('\u2060')],
  ['escaped zero-width between', (text) => [...text].join('\\u200b')],
  ['a line per character', (text) => [...text].join('\n')],
  ['UTF-16', (text) => Buffer.from(text, 'utf16le').toString('latin1')],
  ['gzip in base64', (text) => gzipSync(`see ${text}`).toString('base64')],
];
