import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Input } from '../ui/index.ts';

/** A title being rewritten in place: Enter or leaving saves, Esc leaves it as it was. */
export function RenameField(props: {
  sessionId: string;
  title: string;
  onDone: () => void;
  className?: string;
}) {
  const { t } = useTranslation('shell');
  const [title, setTitle] = useState(props.title);
  const isSettled = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  const rename = useEndpointMutation('renameSession', ['sessions']);
  useEffect(() => input.current?.select(), []);
  function settle(next: string | null): void {
    if (isSettled.current) return;
    isSettled.current = true;
    const words = next?.trim();
    if (words && words !== props.title) {
      rename.mutate({ params: { id: props.sessionId }, body: { title: words } }, { onError: showFailure });
    }
    props.onDone();
  }
  return (
    <div className={classNames('px-0.5 py-px', props.className)}>
      <Input
        ref={input}
        autoFocus
        aria-label={t('renameLabel')}
        value={title}
        maxLength={500}
        onChange={(event) => setTitle(event.target.value)}
        onBlur={() => settle(title)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') settle(title);
          if (event.key === 'Escape') settle(null);
        }}
      />
    </div>
  );
}
