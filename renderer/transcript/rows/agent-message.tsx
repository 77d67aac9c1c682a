import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../../approvals/index.ts';
import { links } from '../../router/router.ts';
import { Markdown } from '../../ui/index.ts';
import { isForgotten, textOf } from '../model/content.ts';
import type { ClaimWarning, EventOf } from '../model/items.ts';
import { linkClasses } from './call-links.tsx';
import { Forgotten } from './user-message.tsx';

/** What the agent said. */
export const AgentMessage = memo(function AgentMessage({
  sessionId,
  event,
  warnings,
}: {
  sessionId: string;
  event: EventOf<'agent.message'>;
  warnings: readonly ClaimWarning[];
}) {
  const { t } = useTranslation('transcript');
  const text = textOf(event.content);
  return (
    <article aria-label={t('agentSaid')}>
      {text === '' ? null : <Markdown text={text} />}
      {isForgotten(event.content) ? <Forgotten /> : null}
      {event.holdfast?.interrupted ? (
        <p className="mt-1 text-sm text-ink-muted italic">{t('cutOff')}</p>
      ) : null}
      <Warnings sessionId={sessionId} warnings={warnings} />
    </article>
  );
});

/** What it says and the log does not bear out: always in sight, right under the words. */
function Warnings({ sessionId, warnings }: { sessionId: string; warnings: readonly ClaimWarning[] }) {
  const { t } = useTranslation('transcript');
  if (warnings.length === 0) return null;
  return (
    <section aria-label={t('claims')} className="mt-3 flex gap-2.5 rounded-lg bg-asked-soft px-3.5 py-2.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-asked" />
      <div className="min-w-0 select-text">
        <h2 className="font-medium">{t('claims')}</h2>
        <ul className="mt-0.5 space-y-1">
          {warnings.map((warning) => (
            <li key={`${warning.claim} ${warning.text}`}>
              <q className="text-ink-muted">
                <VisibleText text={warning.claim} />
              </q>{' '}
              <VisibleText text={warning.text} />
              {warning.seqs.map((seq, index) => (
                <a
                  key={seq}
                  href={`#${links.session(sessionId, seq)}`}
                  className={`ml-1.5 ${linkClasses} text-ink underline`}
                >
                  {t('claimEvidence', { number: index + 1 })}
                </a>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
