import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import { type Terminal, visible } from '../terminal.ts';

const options = {
  ...dataOptions,
  json: { type: 'boolean' },
  rebuild: { type: 'boolean' },
  apply: { type: 'boolean' },
} as const;

/** `holdfast doctor`: opens the data (which checks its integrity) and says what is wrong; exit code 1 when something is. */
export async function doctorCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (values.rebuild) return rebuild(values, positionals, terminal);
  if (values.apply) throw new UsageError('--apply goes with --rebuild');
  if (positionals.length > 0) throw new UsageError(`doctor takes no words: ${positionals.join(' ')}`);
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const status = await client.call('getStatus');
    const audit = await client.call('verifyAudit');
    const backups = await client.call('listBackups');
    const broken = audit.chains.filter((chain) => !chain.ok).length;
    const isWell = status.degraded === null && audit.ok;
    if (values.json) {
      terminal.out(`${JSON.stringify({ ok: isWell, status, audit, backups: backups.data })}\n`);
      return isWell ? 0 : 1;
    }
    const { degraded, model } = status;
    const lines = [
      `Holdfast ${status.version} on ${status.platform}`,
      `data      ${status.data_dir}`,
      `database  ${degraded === null ? 'opened and checked' : `${degraded.sentence} ${degraded.next_step}`}`,
      `log       ${audit.chains.length} chains, ${broken === 0 ? 'all hold' : `${broken} BROKEN (holdfast audit verify)`}`,
      `backups   ${backups.data.length}${backups.data[0] ? `, the latest of ${backups.data[0].created_at}` : ''}`,
      `model     ${model.provider}${model.model ? ` ${model.model}` : ''}: ${model.state} ${model.message}`.trimEnd(),
      `key       ${status.key_storage.sentence}`,
    ];
    for (const line of lines) terminal.out(`${visible(line)}\n`);
    return isWell ? 0 : 1;
  });
}

/**
 * `holdfast doctor --rebuild [projections|palace] [--apply]`: replays the log, compares what it says with what stands in the
 * tables, and with `--apply` keeps the new build. Exit code 1 when they differ and nothing was mended.
 */
async function rebuild(
  values: { 'data-dir'?: string; json?: boolean; apply?: boolean },
  positionals: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [word = 'all', ...others] = positionals;
  const what = (['all', 'projections', 'palace'] as const).find((known) => known === word);
  if (!what || others.length > 0) throw new UsageError('--rebuild knows projections and palace');
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const report = await client.call('rebuildProjections', { body: { what, apply: values.apply === true } });
    if (values.json) terminal.out(`${JSON.stringify(report)}\n`);
    else {
      for (const { table, rows, missing, extra, examples } of report.tables) {
        const differs = missing + extra > 0;
        const verdict = differs ? `DIFFERS: ${missing} only in the log, ${extra} only in the table` : 'equal';
        terminal.out(`${table.padEnd(18)} ${rows} rows, ${verdict}\n`);
        for (const example of examples) terminal.out(`    ${visible(example)}\n`);
      }
      for (const { session_id: id, seq, why } of report.refused)
        terminal.out(`REFUSED  ${id} event ${seq}: ${visible(why)}\n`);
      const end = report.equal
        ? 'Equal.'
        : report.applied
          ? 'They differed and were replaced.'
          : 'They differ.';
      terminal.out(`${report.events} events replayed. ${end}\n`);
    }
    return report.equal || report.applied ? 0 : 1;
  });
}
