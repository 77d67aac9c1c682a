import { dataOptions, onlyWord, parseCommand, UsageError } from '../arguments.ts';
import { withHouse } from '../open.ts';
import { type Terminal, visible } from '../terminal.ts';

const options = { ...dataOptions, json: { type: 'boolean' } } as const;

/** `holdfast audit verify`: every chain recomputed; exit code 1 when one does not hold. */
export async function auditCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (onlyWord(positionals, 'verify') !== 'verify') throw new UsageError('audit knows one word: verify');
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const report = await client.call('verifyAudit');
    if (values.json) {
      terminal.out(`${JSON.stringify(report)}\n`);
      return report.ok ? 0 : 1;
    }
    for (const chain of report.chains) {
      const name = chain.session_id ?? 'profile';
      const forgotten = chain.forgotten > 0 ? `, ${chain.forgotten} parts forgotten by the owner` : '';
      const problem =
        chain.problem === null ? '' : `: event ${chain.problem.seq}: ${visible(chain.problem.sentence)}`;
      terminal.out(
        `${chain.ok ? 'ok    ' : 'BROKEN'}  ${name}  ${chain.events} events${forgotten}${problem}\n`,
      );
    }
    terminal.out(report.ok ? 'Every chain holds.\n' : 'A chain does not hold.\n');
    return report.ok ? 0 : 1;
  });
}
