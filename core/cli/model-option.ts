import { resolve } from 'node:path';
import { UsageError } from './arguments.ts';

/** The model that a command line asks for, over what the settings say. */
export type ModelOverride =
  | { provider: 'rehearsal'; scriptPath: string }
  | { provider: 'anthropic'; model: string; baseUrl: string | null; apiKey: string | null };

/** `rehearsal:FILE` or a model's name; key and address of the latter come from the environment. */
export function modelOption(
  text: string | undefined,
  env: { ANTHROPIC_BASE_URL?: string | undefined; ANTHROPIC_API_KEY?: string | undefined },
): ModelOverride | undefined {
  if (text === undefined) return undefined;
  const script = /^rehearsal:(.*)$/s.exec(text);
  if (script) {
    if (!script[1]) throw new UsageError('--model rehearsal:FILE: the file is missing');
    return { provider: 'rehearsal', scriptPath: resolve(script[1]) };
  }
  if (text === '') throw new UsageError('--model: the name is missing');
  const { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: apiKey } = env;
  if (!baseUrl && !apiKey) {
    throw new UsageError(
      '--model NAME needs ANTHROPIC_API_KEY (or ANTHROPIC_BASE_URL of an endpoint without keys)',
    );
  }
  return { provider: 'anthropic', model: text, baseUrl: baseUrl || null, apiKey: apiKey || null };
}
