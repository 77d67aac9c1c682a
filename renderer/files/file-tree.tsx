import { ChevronRight, File, FileLock2, Folder, Link2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FileEntry, useEndpoint } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { ErrorState, Skeleton } from '../ui/index.ts';

interface TreeProps {
  sessionId: string;
  selected: string | null;
  onSelect: (path: string) => void;
}

/** What the session hands over first, then its workspace, what was attached, and the granted folders; a folder is read when it is opened. */
export function FileTree(props: TreeProps) {
  const { t } = useTranslation('changes');
  const { sessionId } = props;
  const folders = useEndpoint('listFolders', { params: { id: sessionId } });
  return (
    <nav aria-label={t('files')} className="min-w-0 rounded-lg border border-line bg-canvas p-2 text-sm">
      <ul>
        <Branch {...props} path="/mnt/session/outputs" name={t('outputs')} isOpenAtFirst />
        <Branch {...props} path="/workspace" name={t('workspace')} isOpenAtFirst />
        <Branch {...props} path="/mnt/session/uploads" name={t('uploads')} />
        {folders.data?.data.map((folder) => (
          <Branch
            {...props}
            key={folder.grant_id}
            path={`/mnt/folders/${folder.name}`}
            name={folder.name}
            isOpenAtFirst={folders.data.data.length === 1}
          />
        ))}
      </ul>
    </nav>
  );
}

const rowClasses =
  'ring-inside flex w-full min-w-0 items-center gap-1.5 rounded-md px-1.5 py-1 text-left hover:bg-hover [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted';

interface BranchProps extends TreeProps {
  path: string;
  name: string;
  isOpenAtFirst?: boolean;
}

function Branch({ path, name, isOpenAtFirst = false, ...props }: BranchProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <li>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className={rowClasses}>
        <ChevronRight aria-hidden className={classNames('transition-transform', isOpen && 'rotate-90')} />
        <Folder aria-hidden />
        <span className="truncate">
          <VisibleText text={name} />
        </span>
      </button>
      {isOpen ? <Children {...props} path={path} /> : null}
    </li>
  );
}

const mostShown = 500;

function Children({ path, ...props }: TreeProps & { path: string }) {
  const { t } = useTranslation('changes');
  const { data, error, refetch } = useEndpoint('listFiles', {
    params: { id: props.sessionId },
    query: { path },
    isFresh: true,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => refetch()} className="py-3" />;
  if (!data) return <Skeleton lines={2} className="py-1 pl-7" />;
  const entries = data.data.toSorted(foldersFirst);
  return (
    <ul className="ml-3 border-l border-line pl-1.5">
      {entries.length === 0 ? <li className="px-1.5 py-1 text-ink-muted">{t('emptyFolder')}</li> : null}
      {entries
        .slice(0, mostShown)
        .map((entry) =>
          entry.kind === 'folder' && !entry.is_protected ? (
            <Branch key={entry.path} {...props} path={entry.path} name={entry.name} />
          ) : (
            <Leaf key={entry.path} {...props} entry={entry} />
          ),
        )}
      {entries.length > mostShown ? (
        <li className="px-1.5 py-1 text-ink-muted">
          {t('moreFiles', { count: entries.length - mostShown })}
        </li>
      ) : null}
    </ul>
  );
}

function Leaf({ entry, selected, onSelect }: TreeProps & { entry: FileEntry }) {
  const { t } = useTranslation('changes');
  const isSelected = selected === entry.path;
  const name = <VisibleText text={entry.name} />;
  if (entry.is_protected || entry.kind !== 'file')
    return (
      <li
        title={t(entry.is_protected ? 'protected' : 'notOpened')}
        className="flex min-w-0 items-center gap-1.5 px-1.5 py-1 pl-7 text-ink-muted [&>svg]:size-4 [&>svg]:shrink-0"
      >
        {entry.is_protected ? <FileLock2 aria-hidden /> : <Link2 aria-hidden />}
        <span className="truncate">{name}</span>
        <span className="sr-only">{t(entry.is_protected ? 'protected' : 'notOpened')}</span>
      </li>
    );
  return (
    <li>
      <button
        type="button"
        aria-current={isSelected ? 'true' : undefined}
        onClick={() => onSelect(entry.path)}
        className={classNames(rowClasses, 'pl-7', isSelected && 'bg-pressed')}
      >
        <File aria-hidden />
        <span className="truncate">{name}</span>
      </button>
    </li>
  );
}

function foldersFirst(left: FileEntry, right: FileEntry): number {
  const rank = (entry: FileEntry) => (entry.kind === 'folder' ? 0 : 1);
  return rank(left) - rank(right) || left.name.localeCompare(right.name);
}
