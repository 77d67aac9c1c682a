import { basename } from 'node:path';
import { exportFormatSchema } from '../../api/contract.ts';
import { writeExport } from '../../api/index.ts';
import { dataOptions, onlyWord, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import type { Terminal } from '../terminal.ts';

const options = {
  ...dataOptions,
  format: { type: 'string' },
  out: { type: 'string' },
  wing: { type: 'string' },
  room: { type: 'string' },
  drawer: { type: 'string', multiple: true },
} as const;

/** `holdfast export ID`, `holdfast export palace`: a session, or memory, as Markdown or JSONL, to stdout or into a file. */
export async function exportCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  const id = onlyWord(positionals, 'the session’s id, or “palace”,');
  const format = exportFormatSchema.safeParse(values.format ?? 'markdown');
  if (!format.success) throw new UsageError('--format is markdown or jsonl');
  const isPalace = id === 'palace';
  const { wing, room, drawer, out } = values;
  if (!isPalace && (wing ?? room ?? drawer) !== undefined)
    throw new UsageError('--wing, --room and --drawer go with “export palace”');
  const query = new URLSearchParams({ format: format.data });
  if (wing !== undefined) query.set('wing', wing);
  if (room !== undefined) query.set('room', room);
  if (drawer !== undefined) query.set('drawers', drawer.join(','));
  if (out !== undefined) query.set('name', basename(out));
  const path = isPalace ? '/palace/export' : `/sessions/${encodeURIComponent(id)}/export`;
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const pieces = client.pieces(`${path}?${query}`);
    if (out !== undefined) await writeExport(out, pieces);
    else
      for await (const piece of pieces) {
        terminal.out(piece);
        await terminal.drained();
      }
    return 0;
  });
}
