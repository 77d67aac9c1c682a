import { findSecrets, type SecretInText } from '../../vault/worker.ts';
import { neutralise, wordingOf } from './index.ts';

/**
 * Everything that is looked for in a text; `secrets` where they were found already. Reads nothing but the text: runs in whatever thread has time. What is quoted of the text
 * goes into the log as it is, so the secrets are cut out of it before anything is quoted.
 */
export function lookAt(text: string, secrets = findSecrets(text)) {
  return { secrets, ...neutralise(text).found, wording: wordingOf(withoutSecrets(text, secrets)) };
}
export type Looked = ReturnType<typeof lookAt>;

/** The text with a mark in the place of each secret. */
export function withoutSecrets(
  text: string,
  secrets: readonly Pick<SecretInText, 'start' | 'end'>[],
): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of [...secrets].sort((left, right) => left.start - right.start)) {
    if (end <= at) continue;
    rest += `${text.slice(at, Math.max(at, start))}[secret]`;
    at = end;
  }
  return rest + text.slice(at);
}
