import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SelfTestFindings } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { Badge } from '../../ui/index.ts';
import { toneOf } from './shares.tsx';
import { useCaseText, useCaseTitle } from './use-case-title.ts';

/** One adversary: what it is, how it came out; opened, what it tried and what stopped it. */
export function AdversaryRow({ finding }: { finding: SelfTestFindings['adversaries'][number] }) {
  const { t } = useTranslation('selfTest');
  const titleOf = useCaseTitle();
  const textOf = useCaseText();
  const [isOpen, setOpen] = useState(false);
  const { id, outcome, tried, stopped_by: stoppedBy } = finding;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="ring-inside flex w-full items-start gap-3 px-4 py-2.5 text-left hover:bg-hover"
      >
        <Chevron aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-muted" />
        <span className="min-w-0 flex-1">
          <span className="block">{titleOf(id)}</span>
          <span className="block text-sm text-ink-muted">{textOf(id)}</span>
        </span>
        <Badge tone={toneOf(outcome)}>{t(`outcome.${outcome}`)}</Badge>
      </button>
      {isOpen ? (
        <div className="space-y-2 px-4 pb-3 pl-11 text-sm select-text">
          <Lines title={t('tried')} lines={tried} isCode />
          {stoppedBy.length > 0 ? <Lines title={t('stoppedBy')} lines={stoppedBy} /> : null}
          {stoppedBy.length === 0 && outcome !== 'silent' ? (
            <p className="text-ink-muted">{t('stoppedQuietly')}</p>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

function Lines({
  title,
  lines,
  isCode = false,
}: {
  title: string;
  lines: readonly string[];
  isCode?: boolean;
}) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="mt-0.5 space-y-0.5 text-ink-muted">
        {lines.map((line) => (
          <li key={line} className={isCode ? 'font-mono text-xs break-all' : 'break-words'}>
            <VisibleText text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}
