import { useState } from 'react';
import { useEndpoint } from '../api/index.ts';
import { ApprovalDialog } from './dialog/approval-dialog.tsx';

/** The approvals of one session, one at a time, above the composer. */
export function SessionApprovals({ sessionId }: { sessionId: string }) {
  const query = { status: 'pending' as const, session_id: sessionId };
  const waiting =
    useEndpoint('listApprovals', { query }).data?.data.filter((one) => one.status === 'pending') ?? [];
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = waiting.findIndex((one) => one.id === chosenId);
  const at = Math.max(0, chosen);
  const current = waiting[at];
  if (!current) return null;
  return (
    <div className="mx-auto flex w-full max-w-200 px-6 pb-2">
      <ApprovalDialog
        key={current.id}
        approval={current}
        pager={{ at, of: waiting.length, onMove: (to) => setChosenId(waiting[to]?.id ?? null) }}
        className="max-h-[min(58vh,40rem)] min-w-0 flex-1"
      />
    </div>
  );
}
