import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import { type Terminal, visible } from '../terminal.ts';

const options = { ...dataOptions, json: { type: 'boolean' } } as const;

/** `holdfast doctor`: opens the data (which checks its integrity) and says what is wrong; exit code 1 when something is. */
export async function doctorCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
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
