import { writeFile } from 'node:fs/promises';
import { exportFormatSchema } from '../../api/contract.ts';
import { dataOptions, onlyWord, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import type { Terminal } from '../terminal.ts';

const options = { ...dataOptions, format: { type: 'string' }, out: { type: 'string' } } as const;

/** `holdfast export ID`: a session as Markdown or JSONL, to stdout or into a file. */
export async function exportCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  const id = onlyWord(positionals, 'the session’s id');
  const format = exportFormatSchema.safeParse(values.format ?? 'markdown');
  if (!format.success) throw new UsageError('--format is markdown or jsonl');
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const text = await client.text(`/sessions/${encodeURIComponent(id)}/export?format=${format.data}`);
    if (values.out === undefined) terminal.out(text);
    else await writeFile(values.out, text, { mode: 0o600 });
    return 0;
  });
}
