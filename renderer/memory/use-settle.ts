import { useTranslation } from 'react-i18next';
import { call, type RequestOf, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { toast } from '../ui/index.ts';

type Settlement = RequestOf<'settleFacts'>;

/** Settles facts by the owner's word, and offers to take it back: a fact that is not so is in no list any more. */
export function useSettle() {
  const { t } = useTranslation('palace');
  const mutation = useEndpointMutation('settleFacts', ['palace']);
  // both go on after the row is gone
  async function takeBack(said: Settlement): Promise<void> {
    const other = 'other' in said && said.other !== undefined ? { other: said.other } : {};
    await call('settleFacts', { body: { verdict: 'open', fact: said.fact, ...other } });
    toast.done(t('takenBack'));
  }
  async function say(body: Settlement): Promise<void> {
    await mutation.mutateAsync({ body });
    toast.done(t(body.verdict === 'rejected' ? 'rejected' : 'settled'), undefined, {
      label: t('takeBack'),
      onSelect: () => void takeBack(body).catch(showFailure),
    });
  }
  const settle = (body: Settlement) => void say(body).catch(showFailure);
  return { settle, isBusy: mutation.isPending };
}
