import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, invalidate } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { toast } from '../ui/index.ts';

/** Stops every agent at once and says how many there were. */
export function useStopAll(): () => void {
  const client = useQueryClient();
  const { t } = useTranslation('shell');
  async function stop(): Promise<void> {
    const { stopped } = await call('stopAll');
    toast.done(t('stoppedAll', { count: stopped.length }));
    await invalidate(client, 'sessions');
  }
  return () => void stop().catch(showFailure);
}
