import { Folder, FolderOpen, FolderPen, FolderX, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { call, type GrantedFolder, useEndpointMutation } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Menu, MenuItem } from '../ui/index.ts';

/** What the agent may reach of the owner's: each grant can be looked at and taken back here. */
export function FolderChips({
  sessionId,
  folders,
}: {
  sessionId: string;
  folders: readonly GrantedFolder[];
}) {
  const { t } = useTranslation('session');
  if (folders.length === 0) return null;
  return (
    <ul aria-label={t('folders')} className="flex min-w-0 shrink gap-1.5 overflow-hidden p-0.5">
      {folders.map((folder) => (
        <li key={folder.grant_id} className="min-w-0">
          <FolderChip sessionId={sessionId} folder={folder} />
        </li>
      ))}
    </ul>
  );
}

function FolderChip({ sessionId, folder }: { sessionId: string; folder: GrantedFolder }) {
  const { t } = useTranslation('session');
  const revoke = useEndpointMutation('revokeFolder', ['sessions']);
  const access = folder.access === 'read' ? t('accessRead') : t('accessReadWrite');
  const chip = (
    <button
      type="button"
      title={folder.missing ? t('folderMissing', { name: folder.name }) : `${folder.path} · ${access}`}
      className={classNames(
        'flex h-6 max-w-44 min-w-0 items-center gap-1.5 rounded-full border px-2.5 text-sm [&>svg]:size-3.5 [&>svg]:shrink-0',
        folder.missing
          ? 'border-denied text-denied'
          : 'border-line-strong text-ink-muted hover:bg-hover hover:text-ink',
      )}
    >
      {folder.missing ? <FolderX /> : folder.access === 'read' ? <Folder /> : <FolderPen />}
      <span className="truncate">{folder.name}</span>
      <span className="sr-only">{folder.missing ? t('folderMissingShort') : access}</span>
    </button>
  );
  return (
    <Menu trigger={chip} align="start">
      <div className="max-w-80 px-2.5 pt-1.5 pb-2">
        <p className="font-mono text-sm break-all select-text">{folder.path}</p>
        <p className={classNames('mt-0.5 text-sm', folder.missing ? 'text-denied' : 'text-ink-muted')}>
          {folder.missing ? t('folderMissing', { name: folder.name }) : access}
        </p>
      </div>
      <MenuItem
        icon={<FolderOpen />}
        isDisabled={folder.missing}
        onSelect={() => void call('reveal', { body: { path: folder.path } }).catch(showFailure)}
      >
        {t('folderReveal')}
      </MenuItem>
      <MenuItem
        icon={<Undo2 />}
        isDangerous
        onSelect={() =>
          revoke.mutate({ params: { id: sessionId, grantId: folder.grant_id } }, { onError: showFailure })
        }
      >
        {t('folderRevoke')}
      </MenuItem>
    </Menu>
  );
}
