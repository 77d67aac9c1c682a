import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, invalidate } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links, navigate } from '../router/router.ts';
import { useDrafts } from '../state/drafts.ts';
import { toast } from '../ui/index.ts';

/** Forks a session at a position and goes there; `draft`: words that wait in the fork's composer. */
export function useFork(sessionId: string): (seq: number, draft?: string) => void {
  const { t } = useTranslation('forks');
  const client = useQueryClient();
  async function fork(seq: number, draft: string): Promise<void> {
    const params = { id: sessionId };
    const { title } = await call('getSession', { params });
    const forked = await call('forkSession', {
      params,
      body: { seq, title: t('forkTitle', { title }).slice(0, 500) },
    });
    if (draft !== '') useDrafts.getState().setDraft(forked.id, draft);
    navigate(links.session(forked.id));
    toast.done(t('hasForked'), t(`workspace_${forked.workspace}`));
    await invalidate(client, 'sessions');
  }
  return (seq, draft = '') => void fork(seq, draft).catch(showFailure);
}
