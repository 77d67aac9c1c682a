import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Textarea } from '../../ui/index.ts';

export interface DenyNoteProps {
  isBusy: boolean;
  onBack: () => void;
  onSend: (note: string) => void;
}

/** A no with a reason that the agent reads. Enter sends it (it is a no), Esc goes back to the buttons. */
export function DenyNote({ isBusy, onBack, onSend }: DenyNoteProps) {
  const { t } = useTranslation(['approvals', 'common']);
  const id = useId();
  const [note, setNote] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onBack();
    } else if (event.key === 'Enter' && !event.shiftKey && note.trim() !== '') {
      event.preventDefault();
      onSend(note);
    }
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {t('noteLabel')}
      </label>
      <Textarea
        id={id}
        ref={field}
        value={note}
        maxLength={4000}
        rows={2}
        className="min-h-14"
        placeholder={t('notePlaceholder')}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 flex justify-end gap-2">
        <Button variant="ghost" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button isBusy={isBusy} disabled={note.trim() === ''} onClick={() => onSend(note)}>
          {t('denyNoted')}
        </Button>
      </div>
    </div>
  );
}
