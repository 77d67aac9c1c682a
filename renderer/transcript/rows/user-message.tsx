import { Check, Copy, FileText, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../../lib/use-copy.ts';
import { IconButton, RelativeTime } from '../../ui/index.ts';
import { isForgotten, ownMessage } from '../model/content.ts';
import type { EventOf, Item } from '../model/items.ts';
import { EditMessage } from './edit-message.tsx';

export interface UserMessageProps {
  sessionId: string;
  item: Extract<Item, { kind: 'user' }>;
  isChangeable: boolean;
}

/** What the owner said, with what they attached. */
export function UserMessage({ sessionId, item, isChangeable }: UserMessageProps) {
  const { t } = useTranslation(['transcript', 'common']);
  const [isEditing, setEditing] = useState(false);
  const { hasCopied, copy } = useCopy();
  const { content } = item.event;
  if (isEditing && isChangeable) {
    return (
      <EditMessage sessionId={sessionId} seq={item.seq} content={content} onDone={() => setEditing(false)} />
    );
  }
  return (
    <article aria-label={t('youSaid')} className="group/message flex flex-col items-end">
      <MessageContent content={content} />
      <div className="mt-1 flex h-7 items-center gap-0.5 text-xs text-ink-faint opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100">
        <RelativeTime at={item.event.processed_at} className="mr-1" />
        <IconButton
          size="sm"
          label={hasCopied ? t('common:copied') : t('common:copy')}
          icon={hasCopied ? <Check /> : <Copy />}
          onClick={() => copy(ownMessage(content).text)}
        />
        {isChangeable ? (
          <IconButton size="sm" label={t('edit')} icon={<Pencil />} onClick={() => setEditing(true)} />
        ) : null}
      </div>
    </article>
  );
}

export function MessageContent({ content }: { content: EventOf<'user.message'>['content'] }) {
  const { t } = useTranslation('transcript');
  const { text, images, files } = ownMessage(content);
  return (
    <div className="flex max-w-[85%] flex-col items-end gap-2">
      {images.length > 0 ? (
        <div className="flex flex-wrap justify-end gap-2">
          {images.map((source, index) => (
            <img
              // biome-ignore lint/suspicious/noArrayIndexKey: what is in the log never changes its order
              key={`${index}:${source.length}`}
              src={source}
              alt={t('attachedImage', { number: index + 1 })}
              className="max-h-60 max-w-80 rounded-lg border border-line object-cover"
            />
          ))}
        </div>
      ) : null}
      {files.map((name, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: what is in the log never changes its order
          key={`${index}:${name}`}
          className="inline-flex items-center gap-2 rounded-lg border border-line bg-raised px-3 py-1.5"
        >
          <FileText aria-hidden className="size-4 text-ink-muted" />
          {name || t('document')}
        </span>
      ))}
      {text === '' ? null : (
        <div className="rounded-xl rounded-br-sm bg-accent-soft px-4 py-2.5 text-md [overflow-wrap:anywhere] whitespace-pre-wrap select-text">
          {text}
        </div>
      )}
      {isForgotten(content) ? <Forgotten /> : null}
    </div>
  );
}

export function Forgotten() {
  const { t } = useTranslation('transcript');
  return (
    <p className="rounded-lg border border-dashed border-line-strong px-3 py-1.5 text-ink-muted italic">
      {t('forgotten')}
    </p>
  );
}
