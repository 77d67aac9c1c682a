import { HoldfastError } from '../base/index.ts';
import type { Target } from './address.ts';
import { createScanner } from './scan/scanner.ts';

const prefix = 'hf-placeholder-';
const name = '[a-z0-9][a-z0-9_-]{0,63}';
/** One placeholder, wherever it stands. */
export const anyPlaceholder = new RegExp(`${prefix}(${name})`, 'g');
/** A header's value that is a placeholder and nothing else, or one behind the word of a scheme. */
export const wholeHeader = new RegExp(`^(?:([A-Za-z][A-Za-z0-9-]{0,20}) )?${prefix}(${name})$`);

/** What a client sends where a secret belongs. */
export function placeholderFor(credential: string): string {
  return `${prefix}${credential}`;
}

const scanner = createScanner([prefix]);

/** True when bytes have a placeholder in them, also in base64, hex, reversed, escaped, or with something strewn in. */
export function holdsPlaceholder(bytes: Uint8Array): boolean {
  return scanner.find(bytes).length > 0;
}

/** The same for a text; also percent-encoded twice. */
export function mentionsPlaceholder(text: string): boolean {
  if (holdsPlaceholder(Buffer.from(text, 'utf8'))) return true;
  return text.includes('%25') && holdsPlaceholder(Buffer.from(text.replaceAll('%25', '%'), 'utf8'));
}

/** Passes a stream on until a placeholder shows in it, also across chunks. */
export function placeholderStream() {
  return scanner.stream();
}

/** The error for a placeholder on its way to where no secret belongs. */
export function misplaced(where: string, target: Target): HoldfastError {
  const { host, port } = target;
  return new HoldfastError(
    'egress_placeholder_misplaced',
    `A placeholder stood ${where}; nothing was sent to ${host}:${port}.`,
    { host, port },
  );
}
