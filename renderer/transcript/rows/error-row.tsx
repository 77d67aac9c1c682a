import { CircleAlert, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { formatDuration } from '../../lib/durations.ts';
import { links } from '../../router/router.ts';
import { buttonClasses } from '../../ui/index.ts';
import type { EventOf, Item } from '../model/items.ts';
import { useElapsed } from '../use-elapsed.ts';
import { RetryButton } from './retry-button.tsx';
import { UnlockButton } from './unlock-button.tsx';

type Advice = 'lockedAdvice' | 'keyAdvice' | 'creditAdvice' | 'modelAdvice' | 'networkAdvice';

/** What the owner can do about it, by Holdfast's stable code; others carry their own next step. */
const advice: Readonly<Record<string, { words: Advice; isSetting: boolean }>> = {
  model_auth: { words: 'keyAdvice', isSetting: true },
  vault_locked: { words: 'lockedAdvice', isSetting: false },
  model_billing: { words: 'creditAdvice', isSetting: true },
  model_unknown: { words: 'modelAdvice', isSetting: true },
  model_network: { words: 'networkAdvice', isSetting: false },
};

export interface ErrorRowProps {
  item: Extract<Item, { kind: 'error' }>;
  sessionId: string;
  canRetry: boolean;
}

/** Trouble with the model: while Holdfast tries again by itself it stays calm; when it gave up it says what to do. */
export function ErrorRow({ item, sessionId, canRetry }: ErrorRowProps) {
  const { t } = useTranslation('transcript');
  const { event } = item;
  const isTrying = event.error.retry_status.type === 'retrying';
  if (isTrying) return <Retrying item={item} />;
  const hint = advice[event.holdfast?.code ?? ''];
  return (
    <div
      role={canRetry ? 'alert' : undefined}
      className={classNames(
        'flex items-start gap-3 rounded-lg border px-4 py-3',
        canRetry ? 'border-denied/30 bg-denied-soft' : 'border-line bg-raised',
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-denied" />
      <div className="min-w-0 flex-1 select-text">
        <p className="font-medium">{titleOf(event, t)}</p>
        <p className="mt-0.5 [overflow-wrap:anywhere] text-ink-muted">
          {hint ? t(hint.words) : (event.holdfast?.next_step ?? event.error.message)}
        </p>
        {hint && event.error.message ? (
          <p className="mt-1 font-mono text-xs [overflow-wrap:anywhere] text-ink-muted">
            {event.error.message}
          </p>
        ) : null}
      </div>
      <div className="flex shrink-0 gap-2">
        {hint?.isSetting && canRetry ? (
          <a href={`#${links.settings('model')}`} className={buttonClasses('secondary', 'sm')}>
            {t('openSettings')}
          </a>
        ) : null}
        {canRetry && event.holdfast?.code === 'vault_locked' ? <UnlockButton /> : null}
        {canRetry ? <RetryButton sessionId={sessionId} /> : null}
      </div>
    </div>
  );
}

function Retrying({ item }: { item: ErrorRowProps['item'] }) {
  const { t, i18n } = useTranslation('transcript');
  const { event, attempts, isOver } = item;
  const waitMs = event.holdfast?.retry_in_ms ?? 0;
  const passedMs = useElapsed(isOver ? null : event.processed_at);
  const leftMs = Math.max(0, Math.ceil((waitMs - passedMs) / 1000)) * 1000;
  return (
    <p className="flex items-center gap-2 text-ink-muted" title={event.error.message}>
      <RefreshCw aria-hidden className="size-4 shrink-0 text-ink-faint" />
      <span>
        {titleOf(event, t)}{' '}
        {isOver
          ? t('triedAgain', { count: attempts })
          : leftMs > 0
            ? t('triesIn', { time: formatDuration(leftMs, i18n.language) })
            : t('triesNow')}
      </span>
    </p>
  );
}

type Translate = ReturnType<typeof useTranslation<'transcript'>>['t'];

function titleOf(event: EventOf<'session.error'>, t: Translate): string {
  const code = event.holdfast?.code;
  switch (code) {
    case 'model_auth':
      return t('errorKey');
    case 'vault_locked':
      return t('errorLocked');
    case 'model_billing':
      return t('errorCredit');
    case 'model_unknown':
      return t('errorModel');
    case 'model_network':
      return t('errorNetwork');
    case 'model_overloaded':
      return t('errorOverloaded');
    case 'model_rate_limited':
      return t('errorRate');
    case 'model_cut_stream':
      return t('errorCut');
    case 'model_context_overflow':
      return t('errorTooLong');
    default:
      return titleOfType(event, t);
  }
}

function titleOfType(event: EventOf<'session.error'>, t: Translate): string {
  if (event.error.type === 'model_overloaded_error') return t('errorOverloaded');
  if (event.error.type === 'model_rate_limited_error') return t('errorRate');
  if (event.error.type === 'billing_error') return t('errorCredit');
  const server = event.error.mcp_server_name ?? '';
  if (event.error.type === 'mcp_authentication_failed_error') return t('errorServerAccess', { server });
  if (event.error.type === 'mcp_connection_failed_error') return t('errorServer', { server });
  return event.holdfast?.next_step ? event.error.message : t('errorOther');
}
