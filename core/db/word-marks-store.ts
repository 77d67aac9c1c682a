import { createHmac } from 'node:crypto';
import { areTelling, HoldfastError, hashOfWords } from '../base/index.ts';
import { bytes, type Tx } from './tx.ts';

/**
 * A mark of something that is to be known again and not read: a keyed hash of a hash. The key lies in the same file: who has that can
 * test a guess, and nothing more.
 */
export function markOf(tx: Tx, kind: 'conversation' | 'message' | 'words', hash: string): Buffer {
  const key = tx.get('SELECT bytes FROM blob_key WHERE id = 1');
  if (!key) throw new HoldfastError('internal', 'there is no key for marks');
  return createHmac('sha256', bytes(key, 'bytes')).update(`${kind} ${hash}`).digest().subarray(0, 16);
}

/** Keeps that these words were forgotten, so that no import brings them back. What a call was given is JSON: each of its texts counts. */
export function markForgotten(tx: Tx, content: Uint8Array): void {
  for (const text of textsOf(Buffer.from(content).toString('utf8')))
    if (areTelling(text))
      tx.run(
        'INSERT OR IGNORE INTO forgotten_words (mark) VALUES (?)',
        markOf(tx, 'words', hashOfWords(text)),
      );
}

function textsOf(content: string): string[] {
  if (!content.startsWith('{')) return [content];
  try {
    const members: unknown[] = Object.values(JSON.parse(content));
    return [content, ...members.filter((member) => typeof member === 'string')];
  } catch {
    return [content];
  }
}
