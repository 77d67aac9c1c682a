import { unzipSync } from 'fflate';
import { readPage } from '../../sandbox/worker.ts';
import { importLimits } from '../limits.ts';
import type { ImportProblem, ReadItem, SourceFile } from '../types.ts';
import { isZip } from './archive.ts';
import { docxToMarkdown } from './docx.ts';
import { buildItem, lastOf } from './item.ts';
import { isWholeJson } from './json-parts.ts';
import { sectionsOf } from './sections.ts';
import { textOfBytes } from './text.ts';

const word = 'word/document.xml';

export const isPdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';

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

/** A document in sections. Null, with the reason told, where nothing can be read in it. */
export async function readDocument(
  { path, group, bytes }: SourceFile,
  keyOf: (item: ReadItem) => string,
  tell: (why: ImportProblem) => void,
): Promise<ReadItem | null> {
  const read = await markdownOf(path, bytes, tell);
  if (read === null) return null;
  if (read.words.trim() === '') {
    tell('no_words');
    return null;
  }
  const name = lastOf(path);
  const title = read.title.trim() === '' ? name : read.title;
  const builder = buildItem({ format: 'document', key: '', title, file: path });
  // who vouches for a folder vouches for all that came in it
  const speaker = group === path ? name : group;
  builder.say({ speaker, side: 'document', saidAt: null, text: read.words }, sectionsOf);
  builder.item.key = keyOf(builder.item);
  return builder.item;
}

async function markdownOf(
  path: string,
  bytes: Uint8Array,
  tell: (why: ImportProblem) => void,
): Promise<{ title: string; words: string } | null> {
  if (isPdf(bytes)) {
    // a copy of its own: the reader takes it over, and takes no Buffer
    const { title, markdown } = await readPage({ kind: 'pdf', bytes: Uint8Array.from(bytes) });
    // without its page marks nothing: pictures of pages
    return { title, words: markdown.replaceAll(/^## Page \d+$/gm, '').trim() === '' ? '' : markdown };
  }
  if (isDocx(bytes)) return { title: '', words: docxToMarkdown(wordXml(bytes)) };
  const text = textOfBytes(bytes, tell);
  if (text === undefined) {
    tell('unsupported');
    return null;
  }
  if (/\.x?html?$/i.test(path) || /^\s*(?:<!doctype html|<html[\s>])/i.test(text.slice(0, 1000))) {
    const { title, markdown } = await readPage({ kind: 'html', text, url: 'about:blank' });
    return { title, words: markdown };
  }
  if (/\.json$/i.test(path) && !isWholeJson(text)) tell('json_as_text');
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
