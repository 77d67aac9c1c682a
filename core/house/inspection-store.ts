import { neutralise, wordingOf } from '../context/index.ts';
import type { Tx } from '../db/worker.ts';
import { findSecrets } from '../vault/worker.ts';

/** Everything that is looked for in a text. Reads nothing but the text: runs in whatever thread has time. */
export function lookAt(text: string) {
  return { secrets: findSecrets(text), ...neutralise(text).found, wording: wordingOf(text) };
}
export type Looked = ReturnType<typeof lookAt>;

export const inspectionStore = {
  commands: {},
  queries: { look: (_: Tx, { text }: { text: string }): Looked => lookAt(text) },
};
