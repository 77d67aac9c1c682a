import { ChevronRight, FilePen, FilePlus2, FileSymlink, FileX2, Undo2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Checkpoint, useEndpoint } from '../api/index.ts';
import { DiffView, VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { Badge, ErrorState, IconButton, Skeleton } from '../ui/index.ts';

const icons = { made: FilePlus2, changed: FilePen, removed: FileX2, moved: FileSymlink } as const;

export interface ChangedFileProps {
  sessionId: string;
  checkpointId: string;
  file: Checkpoint['files'][number];
  onUndo: () => void;
}

/** One change of one file; opened, line by line. */
export function ChangedFile({ sessionId, checkpointId, file, onUndo }: ChangedFileProps) {
  const { t } = useTranslation('changes');
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const Icon = icons[file.kind];
  return (
    <li className="px-4 py-1">
      <div className="flex min-h-8 items-center gap-2">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          title={file.real_path}
          onClick={() => setOpen(!isOpen)}
          className="-mx-1 flex min-w-0 flex-1 items-center gap-2 rounded-sm px-1 py-0.5 text-left text-sm hover:bg-hover"
        >
          <ChevronRight
            aria-hidden
            className={classNames(
              'size-3.5 shrink-0 text-ink-muted transition-transform',
              isOpen && 'rotate-90',
            )}
          />
          <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />
          <span
            className={classNames(
              'min-w-0 truncate font-mono',
              file.state === 'taken_back' && 'text-ink-muted line-through',
            )}
          >
            <VisibleText text={file.path.replace('/mnt/folders/', '')} />
          </span>
          <span className="min-w-0 shrink truncate text-ink-muted">
            {t(`kind_${file.kind}`, { path: file.moved_from?.replace('/mnt/folders/', '') })}
          </span>
        </button>
        {file.state === 'taken_back' ? <Badge>{t('takenBack')}</Badge> : null}
        {file.state === 'not_kept' ? <Badge tone="asked">{t('notKept')}</Badge> : null}
        {file.state === 'in_place' ? (
          <IconButton
            size="sm"
            label={t('undoFile', { path: file.path.split('/').at(-1) })}
            icon={<Undo2 />}
            onClick={onUndo}
          />
        ) : null}
      </div>
      {isOpen ? (
        <div id={id} className="pt-1 pb-2">
          {file.kind === 'moved' ? (
            <p className="font-mono text-sm [overflow-wrap:anywhere] text-ink-muted">
              <VisibleText text={`${file.moved_from} → ${file.path}`} />
            </p>
          ) : (
            <Difference sessionId={sessionId} checkpointId={checkpointId} path={file.path} />
          )}
        </div>
      ) : null}
    </li>
  );
}

function Difference({
  sessionId,
  checkpointId,
  path,
}: {
  sessionId: string;
  checkpointId: string;
  path: string;
}) {
  const { t } = useTranslation('changes');
  const { data, error, refetch } = useEndpoint('getCheckpointDiff', {
    params: { id: sessionId, checkpointId },
    query: { path },
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => refetch()} className="py-4" />;
  if (!data) return <Skeleton lines={3} />;
  if (!data.is_text) return <p className="text-sm text-ink-muted">{t('notShown')}</p>;
  return <DiffView path={path} before={data.before} after={data.after} maxLines={60} />;
}
