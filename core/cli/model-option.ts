import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModelOverride } from '../holdfast.ts';
import { demoScript, readRehearsalScript } from '../model/index.ts';
import { UsageError } from './arguments.ts';

const anthropicUrl = 'https://api.anthropic.com';

/**
 * The model that a command line asks for, over what the settings say: `rehearsal:FILE` (`rehearsal:demo`: the built-in
 * script), or a model's name, whose key and address come from the environment. Rejects with UsageError, and
 * `rehearsal_script_invalid`.
 */
export async function modelOption(
  text: string | undefined,
  env: { ANTHROPIC_BASE_URL?: string | undefined; ANTHROPIC_API_KEY?: string | undefined },
): Promise<ModelOverride | undefined> {
  if (text === undefined) return undefined;
  if (text === '') throw new UsageError('--model: the name is missing');
  const [kind, ...rest] = text.split(':');
  if (kind === 'rehearsal') return { provider: 'rehearsal', script: await scriptFrom(rest.join(':')) };
  const { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: apiKey } = env;
  if (!baseUrl && !apiKey) {
    throw new UsageError(
      '--model NAME needs ANTHROPIC_API_KEY (or ANTHROPIC_BASE_URL of an endpoint without keys)',
    );
  }
  return { provider: 'anthropic', model: text, baseUrl: baseUrl || anthropicUrl, apiKey: apiKey || null };
}

async function scriptFrom(name: string) {
  if (name === '') throw new UsageError('--model rehearsal:FILE: the file is missing');
  if (name === 'demo') return demoScript();
  try {
    return readRehearsalScript(await readFile(resolve(name), 'utf8'), name);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new UsageError(`--model rehearsal:FILE: there is no file ${name}`) : error;
  }
}
