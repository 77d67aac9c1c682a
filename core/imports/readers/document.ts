import { unzipSync } from 'fflate';
import { decodeText, readPage } from '../../sandbox/worker.ts';
import { importLimits } from '../limits.ts';
import type { ImportProblem, ReadItem, SourceFile } from '../types.ts';
import { isZip } from './archive.ts';
import { docxToMarkdown } from './docx.ts';
import { buildItem, lastOf } from './item.ts';
import { sectionsOf } from './sections.ts';

const word = 'word/document.xml';

/** True for a Word document, which is a zip with a file of that name. */
export function isDocx(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false;
  let is = false;
  try {
    unzipSync(bytes, {
      filter({ name }) {
        is ||= name === word;
        return false;
      },
    });
  } catch {
    // damaged: told where it is read as an archive
    return false;
  }
  return is;
}

/** The text of bytes that are text. One that is neither UTF-8 nor UTF-16 and has no zeros is taken for Windows-1252, and that is told. */
export function textOfBytes(bytes: Uint8Array, tell: (why: ImportProblem) => void): string | undefined {
  const text = decodeText(bytes);
  if (text !== undefined || bytes.subarray(0, 8192).includes(0)) return text;
  const control = bytes.subarray(0, 8192).filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  if (control > 0) return undefined;
  tell('encoding_guessed');
  return new TextDecoder('windows-1252').decode(bytes);
}

/**
 * A document in sections; `text` where it was decoded already. Null, with the reason told, where nothing can be read in it.
 */
export async function readDocument(
  { path, bytes }: SourceFile,
  text: string | undefined,
  keyOf: (words: string) => string,
  tell: (why: ImportProblem) => void,
): Promise<ReadItem | null> {
  const read = await markdownOf(path, bytes, text, tell);
  if (read === null) return null;
  if (read.words.trim() === '') {
    tell('no_words');
    return null;
  }
  const name = lastOf(path);
  const title = read.title.trim() === '' ? name : read.title;
  const builder = buildItem({ format: 'document', key: keyOf(read.words), title, file: path });
  builder.say({ speaker: name, side: 'document', saidAt: null, text: read.words }, sectionsOf);
  return builder.item;
}

async function markdownOf(
  path: string,
  bytes: Uint8Array,
  text: string | undefined,
  tell: (why: ImportProblem) => void,
): Promise<{ title: string; words: string } | null> {
  if (startsWith(bytes, '%PDF-')) {
    // a copy of its own: the reader takes it over, and takes no Buffer
    const { title, markdown } = await readPage({ kind: 'pdf', bytes: Uint8Array.from(bytes) });
    // without its page marks nothing: pictures of pages
    return { title, words: markdown.replaceAll(/^## Page \d+$/gm, '').trim() === '' ? '' : markdown };
  }
  if (isDocx(bytes)) return { title: '', words: docxToMarkdown(wordXml(bytes)) };
  if (text === undefined) {
    tell('unsupported');
    return null;
  }
  if (/\.x?html?$/i.test(path) || /^\s*(?:<!doctype html|<html[\s>])/i.test(text.slice(0, 1000))) {
    const { title, markdown } = await readPage({ kind: 'html', text, url: 'about:blank' });
    return { title, words: markdown };
  }
  return { title: '', words: text };
}

function wordXml(bytes: Uint8Array): string {
  const { [word]: xml } = unzipSync(bytes, {
    filter: ({ name, size, originalSize }) =>
      name === word && Math.max(size, originalSize) <= importLimits.fileBytes / 4,
  });
  if (xml === undefined) throw new RangeError('its text is larger than is read');
  return new TextDecoder().decode(xml);
}

function startsWith(bytes: Uint8Array, sign: string): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, sign.length)).toString(
      'latin1',
    ) === sign
  );
}
