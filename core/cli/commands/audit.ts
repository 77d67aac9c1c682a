import { readFileSync, writeFileSync } from 'node:fs';
import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import type { ApiClient } from '../client.ts';
import { withHouse } from '../open.ts';
import { type Terminal, visible } from '../terminal.ts';

const options = { ...dataOptions, json: { type: 'boolean' }, against: { type: 'string' } } as const;

type Report = Awaited<ReturnType<typeof verify>>;
const verify = (client: ApiClient, exported: string | undefined) =>
  client.call('verifyAudit', { body: exported === undefined ? {} : { exported } });

/**
 * `holdfast audit verify`: every chain recomputed and every seal checked; exit code 1 when one does not hold. `--against FILE` compares
 * with what `holdfast audit export FILE` wrote earlier.
 */
export async function auditCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  const [word, file, ...others] = positionals;
  if (
    others.length > 0 ||
    (word === 'verify' && file !== undefined) ||
    (word !== 'verify' && word !== 'export')
  )
    throw new UsageError('audit knows: verify [--against FILE], export [FILE]');
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    if (word === 'export') {
      const { text } = await client.call('exportAudit');
      if (file === undefined) terminal.out(text);
      else writeFileSync(file, text, { flag: 'wx' });
      return 0;
    }
    const exported = values.against === undefined ? undefined : readFileSync(values.against, 'utf8');
    const report = await verify(client, exported);
    terminal.out(values.json ? `${JSON.stringify(report)}\n` : asText(report));
    return report.ok ? 0 : 1;
  });
}

function asText({ ok, chains, seal, against }: Report): string {
  const lines = chains.flatMap(({ session_id, events, ok: holds, forgotten, problems, unsealed }) => {
    const name = session_id ?? 'profile';
    const parts = forgotten > 0 ? `, ${forgotten} parts forgotten by the owner` : '';
    const tail = unsealed ? `, not sealed yet from event ${unsealed.from_seq} on` : '';
    return [
      `${holds ? 'ok    ' : 'BROKEN'}  ${name}  ${events} ${session_id === null ? 'entries' : 'events'}${parts}${tail}`,
      ...problems.map(
        (problem) =>
          `        ${problem.kind}: event ${problem.seq}${problem.event_id ? ` (${problem.event_id})` : ''}: ${visible(problem.sentence)}`,
      ),
    ];
  });
  const sealed = {
    sealed: `Sealed with the vault’s key, last at ${seal.sealed_at}.`,
    key_unavailable: 'The seals could not be checked: their key cannot be opened here.',
    unsealed: 'Nothing is sealed: whoever can write the file can change it without a trace.',
  }[seal.state];
  const compared = against
    ? [
        `Compared with the export of ${visible(against.exported_at)}: ${against.problems.length === 0 ? 'it fits.' : ''}`,
        ...against.problems.map((problem) => `        ${visible(problem)}`),
      ]
    : [];
  return `${[...lines, sealed, ...compared, ok ? 'Every chain holds.' : 'A chain does not hold.'].join('\n')}\n`;
}
