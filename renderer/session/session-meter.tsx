import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, useEndpoint } from '../api/index.ts';
import { SessionBudgetDialog } from '../budgets/index.ts';
import { formatPercent } from '../lib/amounts.ts';
import { classNames } from '../lib/class-names.ts';
import { setSessionMeterOpen, showSessionDetail, useSessionMeter } from '../state/session-meter.ts';
import { Popover } from '../ui/popover.tsx';
import { BudgetPart } from './budget-part.tsx';
import { ContextDialog } from './context-dialog.tsx';
import { ContextPart } from './context-part.tsx';
import { EgressDialog } from './egress-dialog.tsx';
import { EgressPart } from './egress-part.tsx';

const refreshMs = 10_000;

/** How full the model's view is, and whether a limit stopped the session; opened: by what, and what is left. */
export function SessionMeter({ session }: { session: SessionDetail }) {
  const { t, i18n } = useTranslation('session');
  const { isOpen, detail } = useSessionMeter();
  const target = { params: { id: session.id } };
  const { data: context, refetch: refetchContext } = useEndpoint('getContext', target);
  const { data: budget, refetch: refetchBudget } = useEndpoint('getSessionBudget', target);
  const isRunning = session.status === 'running';
  // a turn may be over before its running was ever seen
  const restedAt = isRunning ? null : session.last_event_at;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the session does changes the figures
  useEffect(() => {
    const refresh = () => {
      void refetchContext();
      void refetchBudget();
    };
    refresh();
    if (!isRunning) return;
    const timer = setInterval(refresh, refreshMs);
    return () => clearInterval(timer);
  }, [session.id, session.status, restedAt, isOpen, detail]);
  useEffect(() => () => showSessionDetail(null), []);
  if (!context) return null;
  const share = Math.min(1, context.used_tokens / Math.max(1, context.window_tokens));
  const isStopped = (budget?.reached ?? []).length > 0;
  const percent = formatPercent(share, i18n.language);
  const isFull = context.used_tokens >= context.clear_at_tokens;
  const trigger = (
    <button
      type="button"
      aria-label={`${t('meterShare', { percent })}${isStopped ? `. ${t('limitReached')}` : ''}`}
      title={t('meter')}
      className={classNames(
        'flex h-7 items-center gap-1.5 rounded-md px-2 text-sm tabular-nums transition-colors hover:bg-hover data-popup-open:bg-hover',
        isStopped || isFull ? 'text-asked' : 'text-ink-muted',
      )}
    >
      <Ring share={share} />
      {isStopped ? t('limitReached') : percent}
    </button>
  );
  return (
    <>
      <Popover trigger={trigger} label={t('meter')} isOpen={isOpen} onOpenChange={setSessionMeterOpen}>
        <ContextPart context={context} />
        {budget ? <BudgetPart budget={budget} /> : null}
        <EgressPart sessionId={session.id} />
      </Popover>
      {detail === 'context' ? (
        <ContextDialog context={context} onClose={() => showSessionDetail(null)} />
      ) : null}
      {detail === 'egress' ? (
        <EgressDialog sessionId={session.id} onClose={() => showSessionDetail(null)} />
      ) : null}
      {detail === 'budget' && budget ? (
        <SessionBudgetDialog budget={budget} onClose={() => showSessionDetail(null)} />
      ) : null}
    </>
  );
}

function Ring({ share }: { share: number }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 -rotate-90" fill="none" strokeWidth={2.5}>
      <circle cx={8} cy={8} r={6} className="stroke-line-strong" />
      <circle
        cx={8}
        cy={8}
        r={6}
        className="stroke-current"
        pathLength={100}
        strokeDasharray={`${Math.round(share * 100)} 100`}
      />
    </svg>
  );
}
