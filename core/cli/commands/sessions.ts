import type { SessionRow } from '../../api/contract.ts';
import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import { oneLine, type Terminal } from '../terminal.ts';

const options = { ...dataOptions, all: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** `holdfast sessions`: newest first; `--all` with the archived ones. */
export async function sessionsCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (positionals.length > 0) throw new UsageError(`sessions takes no words: ${positionals.join(' ')}`);
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const rows: SessionRow[] = [];
    let page: string | undefined;
    do {
      const query = { archived: values.all ? ('any' as const) : ('false' as const), limit: 200, page };
      const list = await client.call('listSessions', { query });
      rows.push(...list.data);
      page = list.next_page ?? undefined;
    } while (page !== undefined);
    if (values.json) terminal.out(`${JSON.stringify(rows)}\n`);
    else if (rows.length === 0) terminal.say('There are no sessions yet.\n');
    else for (const row of rows) terminal.out(`${lineOf(row)}\n`);
    return 0;
  });
}

function lineOf(row: SessionRow): string {
  const state = row.archived_at === null ? row.status : 'archived';
  const waiting = row.pending_approvals + row.pending_questions;
  const title = oneLine(row.title === '' ? '(untitled)' : row.title, 60);
  const when = row.last_event_at.slice(0, 16).replace('T', ' ');
  return `${row.id}  ${when}  ${state.padEnd(12)}${title}${waiting > 0 ? `  (${waiting} waiting for you)` : ''}`;
}
