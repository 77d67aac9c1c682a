import { neutralise, wordingOf } from '../context/index.ts';
import type { Tx } from '../db/worker.ts';
import { findSecrets, type SecretInText } from '../vault/worker.ts';

/**
 * Everything that is looked for in a text. Reads nothing but the text: runs in whatever thread has time. What is quoted of the text
 * goes into the log as it is, so the secrets are cut out of it before anything is quoted.
 */
export function lookAt(text: string) {
  const secrets = findSecrets(text);
  return { secrets, ...neutralise(text).found, wording: wordingOf(withoutSecrets(text, secrets)) };
}
export type Looked = ReturnType<typeof lookAt>;

function withoutSecrets(text: string, secrets: readonly SecretInText[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of [...secrets].sort((left, right) => left.start - right.start)) {
    if (end <= at) continue;
    rest += `${text.slice(at, Math.max(at, start))}[secret]`;
    at = end;
  }
  return rest + text.slice(at);
}

export const inspectionStore = {
  commands: {},
  queries: { look: (_: Tx, { text }: { text: string }): Looked => lookAt(text) },
};
