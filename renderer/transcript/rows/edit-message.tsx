import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RequestOf, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Button, Textarea } from '../../ui/index.ts';
import { type Block, ownMessage } from '../model/content.ts';

export interface EditMessageProps {
  sessionId: string;
  seq: number;
  content: readonly Block[];
  onDone: () => void;
}

/** Says the newest message differently; what came after it is set aside, not deleted. */
export function EditMessage({ sessionId, seq, content, onDone }: EditMessageProps) {
  const { t } = useTranslation(['transcript', 'common']);
  const [text, setText] = useState(() => ownMessage(content).text);
  const field = useRef<HTMLTextAreaElement>(null);
  const mutation = useEndpointMutation('editMessage', ['sessions', 'approvals', 'questions']);
  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  function send(): void {
    if (text.trim() === '' || mutation.isPending) return;
    const body = { seq, content: withText(content, text.trim()) };
    mutation.mutate({ params: { id: sessionId }, body }, { onSuccess: onDone, onError: showFailure });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onDone();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }
  return (
    <div className="pb-4 ml-auto w-full max-w-[85%]">
      <Textarea
        ref={field}
        aria-label={t('editLabel')}
        value={text}
        rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="rounded-xl px-4 py-2.5 text-md"
      />
      <div className="mt-2 flex items-center gap-2">
        <p className="mr-auto text-sm text-ink-muted">{t('editHint')}</p>
        <Button onClick={onDone}>{t('common:cancel')}</Button>
        <Button variant="primary" isBusy={mutation.isPending} disabled={text.trim() === ''} onClick={send}>
          {t('editSend')}
        </Button>
      </div>
    </div>
  );
}

export type SentContent = RequestOf<'editMessage'>['content'];
type SentBlock = Exclude<SentContent, string>[number];

/** What was attached stays as it was. */
export function withText(content: readonly Block[], text: string): SentContent {
  const kept = ownMessage(content).attached.flatMap((block): SentBlock[] => {
    if (block.type === 'text') return [block];
    return block.type === 'image' && block.source.type === 'base64'
      ? [{ type: 'image', source: block.source }]
      : [];
  });
  return kept.length === 0 ? text : [...kept, { type: 'text', text }];
}
