import type { Alarm } from '../../api/contract.ts';
import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import { oneLine, type Terminal } from '../terminal.ts';

const options = { ...dataOptions, all: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** `holdfast alarms`: sessions that stand still because a planted secret was used; `--all` with those that went on. Exit code 1: there is one. */
export async function alarmsCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (positionals.length > 0) throw new UsageError(`alarms takes no words: ${positionals.join(' ')}`);
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const status = values.all ? ('any' as const) : ('open' as const);
    const { data } = await client.call('listAlarms', { query: { status } });
    if (values.json) terminal.out(`${JSON.stringify(data)}\n`);
    else if (data.length === 0) terminal.say('No alarms.\n');
    else for (const alarm of data) terminal.out(`${lineOf(alarm)}\n`);
    return data.some(({ settled_at }) => settled_at === null) ? 1 : 0;
  });
}

function lineOf(alarm: Alarm): string {
  const when = alarm.created_at.slice(0, 16).replace('T', ' ');
  const where =
    alarm.place === 'message'
      ? 'in its answer'
      : `in ${alarm.tool ?? 'a request'}${alarm.host ? ` to ${alarm.host}` : ''}`;
  const state = alarm.settled_at === null ? 'paused' : 'went on';
  const title = oneLine(alarm.session_title === '' ? '(untitled)' : alarm.session_title, 40);
  return `${alarm.session_id}  ${when}  ${state.padEnd(8)}${title}: planted secret (${alarm.canaries.join(', ')}) used ${where}, event ${alarm.seq}`;
}
