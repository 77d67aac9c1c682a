import { useTranslation } from 'react-i18next';
import type { SessionRow } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';

type Look = {
  key: 'statusAsks' | 'statusRunning' | 'statusRetrying' | 'statusEnded' | 'statusIdle';
  dot: string;
};

/** How a session stands. Shape differs too, not only colour: waiting is a ring, running pulses, ended is a bar. */
export function lookOf(row: Pick<SessionRow, 'status' | 'pending_approvals' | 'pending_questions'>): Look {
  if (row.pending_approvals + row.pending_questions > 0)
    return { key: 'statusAsks', dot: 'border-2 border-asked' };
  if (row.status === 'running') return { key: 'statusRunning', dot: 'bg-accent animate-pulse' };
  if (row.status === 'rescheduling') return { key: 'statusRetrying', dot: 'bg-asked animate-pulse' };
  if (row.status === 'terminated') return { key: 'statusEnded', dot: 'bg-denied h-0.5' };
  return { key: 'statusIdle', dot: 'bg-line-strong' };
}

export function StatusDot({ row }: { row: Parameters<typeof lookOf>[0] }) {
  const { t } = useTranslation('shell');
  const look = lookOf(row);
  return (
    <span className="flex size-4 shrink-0 items-center justify-center" title={t(look.key)}>
      <span className={classNames('size-2 rounded-full', look.dot)} />
      <span className="sr-only">{t(look.key)}</span>
    </span>
  );
}
