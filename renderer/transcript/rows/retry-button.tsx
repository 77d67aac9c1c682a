import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button } from '../../ui/index.ts';

/** Lets the agent answer the newest message anew. */
export function RetryButton({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('common');
  const mutation = useEndpointMutation('retry', ['sessions']);
  return (
    <Button
      size="sm"
      icon={<RotateCcw />}
      isBusy={mutation.isPending}
      onClick={() => mutation.mutate({ params: { id: sessionId } }, { onError: showFailure })}
    >
      {t('tryAgain')}
    </Button>
  );
}
