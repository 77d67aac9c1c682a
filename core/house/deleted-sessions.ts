import { z } from 'zod';
import type { DataPort } from '../db/index.ts';

const told = z.object({ sessionId: z.string() });

/** Calls `listener` with the id of each session that is deleted, once that is committed. */
export function onSessionDeleted(
  data: Pick<DataPort, 'onNote'>,
  listener: (sessionId: string) => void,
): void {
  data.onNote((note) => {
    const deleted = note.topic === 'session_deleted' ? told.safeParse(note.data).data : undefined;
    if (deleted) listener(deleted.sessionId);
  });
}
