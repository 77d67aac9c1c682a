import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type QueuedEvent, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Textarea } from '../../ui/index.ts';
import { ownMessage } from '../model/content.ts';
import { withText } from './edit-message.tsx';

export interface EditQueuedProps {
  sessionId: string;
  event: QueuedEvent;
  onDone: () => void;
}

/** Other words for a message that nobody read yet. */
export function EditQueued({ sessionId, event, onDone }: EditQueuedProps) {
  const { t } = useTranslation(['transcript', 'common']);
  const [text, setText] = useState(() => ownMessage(event.content).text);
  const field = useRef<HTMLTextAreaElement>(null);
  const mutation = useEndpointMutation('changeQueued', ['sessions']);
  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  function save(): void {
    if (text.trim() === '' || mutation.isPending) return;
    const params = { id: sessionId, eventId: event.id };
    mutation.mutate(
      { params, body: { content: withText(event.content, text.trim()) } },
      { onSuccess: onDone, onError: showFailure },
    );
  }
  function onKeyDown(press: KeyboardEvent): void {
    if (press.nativeEvent.isComposing) return;
    if (press.key === 'Escape') {
      press.stopPropagation();
      onDone();
    } else if (press.key === 'Enter' && !press.shiftKey) {
      press.preventDefault();
      save();
    }
  }
  return (
    <div data-stays-put className="ml-auto w-full max-w-[85%]">
      <Textarea
        ref={field}
        aria-label={t('queueEditLabel')}
        value={text}
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        onChange={(change) => setText(change.target.value)}
        onKeyDown={onKeyDown}
        className="rounded-xl px-4 py-2.5 text-md"
      />
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onDone}>{t('common:cancel')}</Button>
        <Button variant="primary" isBusy={mutation.isPending} disabled={text.trim() === ''} onClick={save}>
          {t('queueSave')}
        </Button>
      </div>
    </div>
  );
}
