import { useTranslation } from 'react-i18next';
import { type RequestOf, useEndpointMutation } from '../../api/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { type Block, ownMessage } from '../model/content.ts';
import { MessageEditor } from './message-editor.tsx';

export interface EditMessageProps {
  sessionId: string;
  seq: number;
  content: readonly Block[];
  onDone: () => void;
}

/** Says the newest message differently; what came after it is set aside, not deleted. */
export function EditMessage({ sessionId, seq, content, onDone }: EditMessageProps) {
  const { t } = useTranslation('transcript');
  const mutation = useEndpointMutation('editMessage', ['sessions', 'approvals', 'questions']);
  function send(words: string): void {
    const body = { seq, content: withText(content, words) };
    mutation.mutate({ params: { id: sessionId }, body }, { onSuccess: onDone, onError: showFailure });
  }
  return (
    <div className="pb-4">
      <MessageEditor
        label={t('editLabel')}
        words={ownMessage(content).text}
        leastRows={3}
        saveLabel={t('editSend')}
        isBusy={mutation.isPending}
        onSave={send}
        onCancel={onDone}
        hint={t('editHint')}
      />
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
