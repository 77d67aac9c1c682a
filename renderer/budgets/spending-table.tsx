import { useTranslation } from 'react-i18next';
import type { SpendingLine } from '../api/index.ts';
import { useToolName } from '../approvals/index.ts';
import { formatAmount, formatCount } from '../lib/amounts.ts';

/** What was spent on what, dearest kind first: answers, summaries, tools. */
export function SpendingTable({ spending }: { spending: readonly SpendingLine[] }) {
  const { t, i18n } = useTranslation('budgets');
  const toolName = useToolName();
  if (spending.length === 0) return <p className="text-sm text-ink-muted">{t('nothingSpent')}</p>;
  const count = (value: number) => (value === 0 ? '–' : formatCount(value, i18n.language));
  const seconds = (value: number) => formatAmount('running_seconds', value, i18n.language);
  const money = (line: SpendingLine) => {
    if (line.kind === 'tool') return '–';
    if (line.unpriced_tokens > 0 && line.cost_cents === 0) return t('unknownCost');
    return formatAmount('cost_cents', line.cost_cents, i18n.language);
  };
  return (
    <table className="w-full text-sm tabular-nums [&_td]:py-1 [&_td]:pl-3 [&_td:first-child]:pl-0 [&_th]:pb-1 [&_th]:pl-3 [&_th]:font-normal [&_th]:text-ink-muted [&_th:first-child]:pl-0">
      <thead>
        <tr className="border-b border-line text-right">
          <th className="text-left">{t('spentOn')}</th>
          <th>{t('times')}</th>
          <th>{t('tokensIn')}</th>
          <th>{t('tokensOut')}</th>
          <th>{t('cost')}</th>
          <th>{t('time')}</th>
        </tr>
      </thead>
      <tbody>
        {spending.map((line) => (
          <tr key={`${line.kind} ${line.name}`} className="border-b border-line text-right last:border-b-0">
            <td className="text-left">
              {line.kind === 'tool' ? toolName(line.name) : t(`kindOf.${line.kind}`)}
              {line.kind === 'tool' ? null : <span className="text-ink-muted"> · {line.name}</span>}
            </td>
            <td>{count(line.kind === 'tool' ? line.calls : line.requests)}</td>
            <td>{count(line.input_tokens + line.cache_read_tokens + line.cache_write_tokens)}</td>
            <td>{count(line.output_tokens)}</td>
            <td>{money(line)}</td>
            <td>{seconds(line.running_seconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
