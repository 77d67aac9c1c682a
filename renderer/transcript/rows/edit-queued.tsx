import { useTranslation } from 'react-i18next';
import { type QueuedEvent, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { ownMessage } from '../model/content.ts';
import { withText } from './edit-message.tsx';
import { MessageEditor } from './message-editor.tsx';

export interface EditQueuedProps {
  sessionId: string;
  event: QueuedEvent;
  onDone: () => void;
}

/** Other words for a message that nobody read yet. */
export function EditQueued({ sessionId, event, onDone }: EditQueuedProps) {
  const { t } = useTranslation('transcript');
  const mutation = useEndpointMutation('changeQueued', ['sessions']);
  function save(words: string): void {
    const params = { id: sessionId, eventId: event.id };
    const body = { content: withText(event.content, words) };
    mutation.mutate({ params, body }, { onSuccess: onDone, onError: showFailure });
  }
  return (
    <div data-stays-put>
      <MessageEditor
        label={t('queueEditLabel')}
        words={ownMessage(event.content).text}
        leastRows={2}
        saveLabel={t('queueSave')}
        isBusy={mutation.isPending}
        onSave={save}
        onCancel={onDone}
      />
    </div>
  );
}
