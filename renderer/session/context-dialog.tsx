import { useTranslation } from 'react-i18next';
import { type SessionContext, useEndpoint } from '../api/index.ts';
import { useToolName } from '../approvals/index.ts';
import { formatCount } from '../lib/amounts.ts';
import { links } from '../router/router.ts';
import { Badge, Dialog, RelativeTime } from '../ui/index.ts';
import { ContextBar } from './context-bar.tsx';
import { SummaryText } from './summary-text.tsx';
import { WakeUpPart } from './wake-up-part.tsx';

interface ContextDialogProps {
  context: SessionContext;
  onClose: () => void;
}

/** Everything about what the model sees: by category, what was taken out of view, and what stands in its place. */
export function ContextDialog({ context, onClose }: ContextDialogProps) {
  const { t, i18n } = useTranslation('session');
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <Dialog isOpen width="lg" onClose={onClose} title={t('contextTitle')}>
      <ContextBar context={context} />
      <dl className="mt-4 grid grid-cols-2 gap-x-8 gap-y-1 border-t border-line pt-3 text-sm [&_dd]:text-ink-muted [&_dd]:tabular-nums [&_div]:flex [&_div]:justify-between [&_div]:gap-3">
        <Figure term={t('window')} value={count(context.window_tokens)} />
        <Figure term={t('clearAt')} value={count(context.clear_at_tokens)} />
        <Figure term={t('compactAt')} value={count(context.compact_at_tokens)} />
        {context.measured ? (
          <Figure term={t('measured')} value={count(context.measured.input_tokens)} />
        ) : null}
        <Figure
          term={t('category.charter')}
          value={t('charterVersion', { version: context.charter.version })}
        />
      </dl>
      <WakeUpPart sessionId={context.session_id} onClose={onClose} />
      <CharterSteps context={context} onClose={onClose} />
      <Compactions context={context} onClose={onClose} />
      <Cleared context={context} onClose={onClose} />
    </Dialog>
  );
}

function Figure({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Only where it changed on the way: one version needs no list. */
function CharterSteps({ context, onClose }: ContextDialogProps) {
  const { t } = useTranslation('session');
  const uses =
    useEndpoint('listCharterUses', {
      query: { session_id: context.session_id },
      isFresh: true,
    }).data?.data ?? [];
  if (uses.length < 2) return null;
  return (
    <section className="mt-5">
      <h3 className="mb-1 font-medium">{t('charterSteps')}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {[...uses].reverse().map((use) => (
          <li key={use.seq}>
            <Original context={context} seq={use.seq} onClose={onClose}>
              {t('charterFrom', { version: use.version, seq: use.seq })}
            </Original>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Compactions({ context, onClose }: ContextDialogProps) {
  const { t, i18n } = useTranslation(['session', 'transcript']);
  const count = (value: number) => formatCount(value, i18n.language);
  if (context.compactions.length === 0) return null;
  return (
    <section className="mt-5">
      <h3 className="mb-2 font-medium">{t('compactions')}</h3>
      <ul className="space-y-3">
        {[...context.compactions].reverse().map((one) => (
          <li key={one.event_id} className="rounded-lg border border-line px-4 py-3">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <span className="font-medium">
                {t('compactionSpan', { from: one.from_seq, to: one.to_seq })}
              </span>
              {one.in_effect ? <Badge tone="accent">{t('inEffect')}</Badge> : null}
              <span className="text-ink-muted tabular-nums">
                {t('transcript:tokensFromTo', {
                  from: count(one.tokens_before),
                  to: count(one.tokens_after),
                })}
              </span>
              <span className="ml-auto text-ink-muted">
                <RelativeTime at={one.at} />
              </span>
            </div>
            <p className="mt-1 text-sm text-ink-muted">
              {t(one.method === 'model' ? 'transcript:compactedByModel' : 'transcript:compactedByExtract')}{' '}
              {t('checkedFor', { ...one.checked })}{' '}
              <Original context={context} seq={one.from_seq} onClose={onClose}>
                {t('transcript:compactedOriginal')}
              </Original>
            </p>
            {one.summary === null ? (
              <p className="mt-2 text-sm italic">{t('transcript:forgotten')}</p>
            ) : (
              <details className="mt-2" open={one.in_effect}>
                <summary className="w-fit cursor-default rounded-sm text-sm text-accent hover:underline">
                  {t('summaryWords')}
                </summary>
                <div className="mt-2 border-l-2 border-line pl-4">
                  <SummaryText
                    sessionId={context.session_id}
                    summary={one.summary}
                    citations={one.citations}
                    onFollow={onClose}
                  />
                </div>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cleared({ context, onClose }: ContextDialogProps) {
  const { t, i18n } = useTranslation('session');
  const toolName = useToolName();
  if (context.cleared.length === 0) return null;
  return (
    <section className="mt-5">
      <h3 className="mb-1 font-medium">{t('clearedTitle')}</h3>
      <p className="mb-2 text-sm text-ink-muted">{t('clearedText')}</p>
      <table className="w-full text-sm tabular-nums [&_td]:py-1.5 [&_td]:pl-3 [&_td:first-child]:pl-0">
        <tbody>
          {[...context.cleared].reverse().map((one) => (
            <tr key={one.result_event_id} className="border-b border-line last:border-b-0">
              <td>{toolName(one.tool)}</td>
              <td className="text-right text-ink-muted">
                {t('tokens', { tokens: formatCount(one.tokens, i18n.language) })}
              </td>
              <td className="text-ink-muted">{one.in_view ? t('asReference') : t('inSummary')}</td>
              <td className="text-right text-ink-muted">
                <RelativeTime at={one.at} />
              </td>
              <td className="text-right">
                <Original context={context} seq={one.seq} onClose={onClose}>
                  {t('openOriginal')}
                  <span className="sr-only"> ({one.seq})</span>
                </Original>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Original({
  context,
  seq,
  onClose,
  children,
}: ContextDialogProps & { seq: number; children: React.ReactNode }) {
  return (
    <a
      href={`#${links.session(context.session_id, seq)}`}
      onClick={onClose}
      className="rounded-sm text-accent underline underline-offset-2"
    >
      {children}
    </a>
  );
}
