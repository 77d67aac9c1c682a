import { FileText, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { formatBytes } from '../lib/dates.ts';
import { IconButton, Spinner } from '../ui/index.ts';
import { type Attachment, useAttachmentStore, useAttachments } from './attachments-store.ts';

/** What will go with the next message; what could not be taken says why. */
export function AttachmentList({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('composer');
  const attachments = useAttachments(sessionId);
  const remove = useAttachmentStore((state) => state.remove);
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={t('attachments')} className="flex max-h-44 flex-wrap gap-2 overflow-y-auto px-3 pt-3">
      {attachments.map((one) => (
        <li key={one.id}>
          <Chip attachment={one} onRemove={() => remove(sessionId, new Set([one.id]))} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ attachment, onRemove }: { attachment: Attachment; onRemove: () => void }) {
  const { t, i18n } = useTranslation('composer');
  const { state } = attachment;
  return (
    <div
      className={classNames(
        'flex h-12 max-w-72 items-center gap-2.5 rounded-lg border pr-1 pl-1.5',
        state.kind === 'failed' ? 'border-denied/40 bg-denied-soft' : 'border-line bg-sunken',
      )}
    >
      <Picture attachment={attachment} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <VisibleText text={attachment.name} />
        </span>
        <span
          className={classNames(
            'block truncate text-xs',
            state.kind === 'failed' ? 'text-denied' : 'text-ink-muted',
          )}
          title={state.kind === 'failed' ? state.sentence : undefined}
        >
          {state.kind === 'failed'
            ? state.sentence
            : state.kind === 'sending'
              ? t('sendingFile')
              : formatBytes(attachment.sizeBytes, i18n.language)}
        </span>
      </span>
      <IconButton
        size="sm"
        label={t('removeFile', { name: attachment.name })}
        icon={<X />}
        onClick={onRemove}
      />
    </div>
  );
}

function Picture({ attachment }: { attachment: Attachment }) {
  const { state, preview } = attachment;
  if (state.kind === 'failed')
    return <TriangleAlert aria-hidden className="mx-2 size-4 shrink-0 text-denied" />;
  if (preview !== null) {
    return (
      <span className="relative size-9 shrink-0">
        <img src={preview} alt="" className="size-9 rounded-md object-cover" />
        {state.kind === 'sending' ? <Spinner className="absolute inset-2.5" /> : null}
      </span>
    );
  }
  return state.kind === 'sending' ? (
    <Spinner className="mx-2.5" />
  ) : (
    <FileText aria-hidden className="mx-2 size-5 shrink-0 text-ink-muted" />
  );
}
