import { useQueryClient } from '@tanstack/react-query';
import { call, invalidate } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate } from '../router/router.ts';
import { useDrafts } from '../state/drafts.ts';

export interface NewSessionOptions {
  /** Words put into the composer, not sent. */
  draft?: string;
  /** Asks for a folder first; cancelled there, nothing is created. */
  withFolder?: boolean;
}

/** Makes a session and goes there. An untouched one that is still around is used again, so that none pile up. */
export function useNewSession(): (options?: NewSessionOptions) => void {
  const client = useQueryClient();
  async function create(options: NewSessionOptions): Promise<void> {
    const picked = options.withFolder ? await call('pickFolder') : null;
    if (picked && 'cancelled' in picked) return;
    const id = (picked ? null : await findUntouched()) ?? (await make(picked?.pick_id));
    if (options.draft) useDrafts.getState().setDraft(id, options.draft);
    navigate(links.session(id));
    await invalidate(client, 'sessions');
  }
  return (options = {}) => void create(options).catch(showFailure);
}

async function make(pickId: string | undefined): Promise<string> {
  const body = pickId ? { folder_picks: [{ pick_id: pickId, access: 'read' as const }] } : {};
  return (await call('createSession', { body })).id;
}

async function findUntouched(): Promise<string | null> {
  const { data } = await call('listSessions', { query: { limit: 5 } });
  const row = data.find((each) => each.event_count === 0 && each.status === 'idle');
  return row && !useDrafts.getState().bySession[row.id] ? row.id : null;
}
