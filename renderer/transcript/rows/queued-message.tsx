import { Clock3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QueuedEvent } from '../../api/index.ts';
import { MessageContent } from './user-message.tsx';

/** A message that waits until the agent can take it in. */
export function QueuedMessage({ event }: { event: QueuedEvent }) {
  const { t } = useTranslation('transcript');
  return (
    <article aria-label={t('youSaid')} className="flex flex-col items-end">
      <div className="flex w-full flex-col items-end opacity-70">
        <MessageContent content={event.content} />
      </div>
      <p className="mt-1 flex items-center gap-1.5 text-xs text-ink-muted">
        <Clock3 aria-hidden className="size-3.5" />
        {t('queued')}
      </p>
    </article>
  );
}
