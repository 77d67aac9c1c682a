import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GrantProposal } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { Badge, Switch } from '../ui/index.ts';
import { useGrantWords } from './grant-words.ts';
import { useChosen, useProposals } from './proposals.ts';

const severe: ReadonlySet<string> = new Set(['money', 'account', 'destructive', 'exec', 'physical']);

/** Beside Send: what the words let the agent do without asking, for this task only. Nothing is granted that is not shown here. */
export function GrantsCard({ sessionId, text }: { sessionId: string; text: string }) {
  const { t } = useTranslation('grants');
  const { rows, set } = useChosen(sessionId, useProposals(sessionId, text));
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('card')} className="mx-3 mb-2 rounded-lg border border-line bg-sunken px-3 py-2">
      <h3 className="flex items-center gap-1.5 text-sm text-ink-muted">
        <ShieldCheck aria-hidden className="size-3.5" />
        {t('cardTitle')}
      </h3>
      <ul className="mt-1 max-h-44 divide-y divide-line overflow-y-auto">
        {rows.map(({ proposal, isOn }) => (
          <Row
            key={proposal.text}
            proposal={proposal}
            isOn={isOn}
            onChange={(next) => set(proposal.text, next)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  proposal: GrantProposal;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Row({ proposal, isOn, onChange }: RowProps) {
  const { t } = useTranslation('grants');
  const { sentence } = useGrantWords();
  const words = sentence(proposal);
  return (
    <li className="flex items-center gap-3 py-1.5">
      <span className="min-w-0 flex-1">
        <VisibleText text={words} />
        {severe.has(proposal.effect) ? (
          <Badge tone="asked" className="ml-2 align-baseline">
            {t(`effect_${proposal.effect}`)}
          </Badge>
        ) : null}
      </span>
      <Switch label={words} isOn={isOn} onChange={onChange} />
    </li>
  );
}
