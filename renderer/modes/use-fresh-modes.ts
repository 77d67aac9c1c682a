import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { queryKey, type StoredEventFrame } from '../api/index.ts';

/** Events after which a session's mode, or the list of its dry run, may read differently. */
const telling = new Set([
  'holdfast.mode_changed',
  'holdfast.plan_approved',
  'holdfast.dry_run_recorded',
  'holdfast.dry_run_settled',
  'holdfast.rewound',
  'user.custom_tool_result',
  'session.status_idle',
]);

/** Reads a session's mode and dry run again when its log says that they changed, and not at every event. */
export function useFreshModes(sessionId: string, events: readonly StoredEventFrame[]): void {
  const client = useQueryClient();
  const seenSeq = useRef<number | null>(null);
  useEffect(() => {
    const last = events.at(-1)?.seq ?? 0;
    const before = seenSeq.current;
    seenSeq.current = last;
    // what was read when the session was opened is as fresh as the queries
    if (before === null) return;
    for (let at = events.length - 1; at >= 0; at -= 1) {
      const stored = events[at];
      if (!stored || stored.seq <= before) return;
      if (!telling.has(stored.event.type)) continue;
      const params = { params: { id: sessionId } };
      void client.invalidateQueries({ queryKey: queryKey('getMode', params) });
      void client.invalidateQueries({ queryKey: queryKey('getDryRun', params) });
      return;
    }
  }, [client, sessionId, events]);
}
