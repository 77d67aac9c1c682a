import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Textarea } from '../../ui/index.ts';

export interface MessageEditorProps {
  label: string;
  /** What stands in the field at first; the cursor begins behind it. */
  words: string;
  /** Lines that the field has at least. */
  leastRows: number;
  saveLabel: string;
  isBusy: boolean;
  /** Gets the words without the space around them; never empty, never while busy. */
  onSave: (words: string) => void;
  onCancel: () => void;
  /** Said beside the buttons. */
  hint?: ReactNode;
}

/** Other words for an own message, in its place: Enter saves, Esc leaves it as it was. */
export function MessageEditor(props: MessageEditorProps) {
  const { t } = useTranslation('common');
  const [text, setText] = useState(props.words);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  function save(): void {
    if (text.trim() !== '' && !props.isBusy) props.onSave(text.trim());
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      props.onCancel();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }
  return (
    <div className="ml-auto w-full max-w-[85%]">
      <Textarea
        ref={field}
        aria-label={props.label}
        value={text}
        rows={Math.min(12, Math.max(props.leastRows, text.split('\n').length))}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="rounded-xl px-4 py-2.5 text-md"
      />
      <div className="mt-2 flex items-center justify-end gap-2">
        {props.hint ? <p className="mr-auto text-sm text-ink-muted">{props.hint}</p> : null}
        <Button onClick={props.onCancel}>{t('cancel')}</Button>
        <Button variant="primary" isBusy={props.isBusy} disabled={text.trim() === ''} onClick={save}>
          {props.saveLabel}
        </Button>
      </div>
    </div>
  );
}
