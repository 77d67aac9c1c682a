import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModelOverride } from '../../core/holdfast.ts';
import { readRehearsalScript } from '../../core/model/index.ts';

const lead = '--model=rehearsal:';

/**
 * The script named by `--model=rehearsal:FILE` in place of the owner's model, as the CLI knows it; null without. Only a
 * checkout listens to it: it is how tests bring a model of their own. Rejects with `rehearsal_script_invalid`, and what
 * the file system throws.
 */
export async function rehearsalArgument(
  argv: readonly string[],
  isPackaged: boolean,
): Promise<ModelOverride | null> {
  const word = isPackaged ? undefined : argv.find((each) => each.startsWith(lead));
  if (word === undefined) return null;
  const file = resolve(word.slice(lead.length));
  return { provider: 'rehearsal', script: readRehearsalScript(await readFile(file, 'utf8'), file) };
}
