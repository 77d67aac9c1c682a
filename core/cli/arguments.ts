import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A mistake in how the command was called: shown with a hint to --help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options of every command that opens the data folder. */
export const dataOptions = { 'data-dir': { type: 'string' } } as const satisfies Options;
/** Options of every command that talks to a model. */
export const modelOptions = { model: { type: 'string' } } as const satisfies Options;

/** Parses a command's words; throws UsageError for what it does not know. */
export function parseCommand<O extends Options>(words: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Exactly one positional word. */
export function onlyWord(words: readonly string[], what: string): string {
  const [word, ...others] = words;
  if (word === undefined || word === '') throw new UsageError(`${what} is missing`);
  if (others.length > 0) throw new UsageError(`too many words: ${others.join(' ')} (quote ${what})`);
  return word;
}

export function portFrom(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`--port: ${text} is not a port`);
  return port;
}
