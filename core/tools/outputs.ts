import { HoldfastError, outputFile } from '../base/index.ts';
import type { Mounts } from '../sandbox/index.ts';
import { count, size } from './wording.ts';

/** What a model is given of one result at most; more goes to a file. */
export const mostResultUnits = 100_000;
const headUnits = 8_000;
const tailUnits = 2_000;

/**
 * A result as the model gets it. Above 100,000 characters the whole goes into the workspace, `.outputs/<id>.txt`, and the model
 * gets beginning, end and the way to the rest.
 */
export async function boundResult(
  text: string,
  id: string,
  mounts: Mounts,
): Promise<{ text: string; file?: string }> {
  if (text.length <= mostResultUnits) return { text };
  const file = outputFile(id);
  const bytes = Buffer.from(text, 'utf8');
  const shown = (where: string) =>
    `${head(text)}\n\n[… ${count(text.length - headUnits - tailUnits, 'character')} left out: ${where} …]\n\n${tail(text)}`;
  try {
    await mounts.writeFile(file, bytes);
  } catch (caught) {
    if (!(caught instanceof HoldfastError) || caught.code !== 'quota_exceeded') throw caught;
    return { text: shown('the workspace is full, so the whole output could not be kept') };
  }
  return {
    text: shown(
      `the whole output, ${size(bytes.byteLength)}, is in ${file}; read it with view_range, or grep it`,
    ),
    file,
  };
}

const head = (text: string) => text.slice(0, headUnits).toWellFormed();
const tail = (text: string) => text.slice(-tailUnits).toWellFormed();
