import { FolderPlus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { call, type FolderAccess, useEndpoint } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { showFailure } from '../../lib/failure-toast.ts';
import { Banner, Button, IconButton, Segmented, Select } from '../../ui/index.ts';
import type { DraftFolder, ServerDraft } from './server-draft.ts';

const accesses: readonly FolderAccess[] = ['read', 'read_write'];
const words = { read: 'folderRead', read_write: 'folderWrite' } as const;

/** What a program may reach: named folders and nothing else, or everything that the owner may. */
export function ConfinementFields({
  draft: { isConfined, folders },
  onChange,
}: {
  draft: Pick<ServerDraft, 'isConfined' | 'folders'>;
  onChange: (patch: Partial<ServerDraft>) => void;
}) {
  const { t } = useTranslation('servers');
  // the same walls as for programs of the agent: what they lack is known there
  const walls = useEndpoint('getHostCommands');
  const missing = walls.data?.missing ?? [];
  return (
    <fieldset className="min-w-0 space-y-2">
      <legend className="font-medium">{t('confinement')}</legend>
      <Segmented
        label={t('confinement')}
        value={isConfined ? 'confined' : 'open'}
        onChange={(choice) => onChange({ isConfined: choice === 'confined' })}
        options={[
          { value: 'confined', label: t('confined') },
          { value: 'open', label: t('unconfined') },
        ]}
      />
      {isConfined ? (
        <>
          <p className="text-sm text-ink-muted">{t('confinedHint')}</p>
          {missing.length > 0 ? (
            <Banner tone="warning">
              <p className="font-medium">{t('cannotConfine')}</p>
              <p className="text-sm break-words">{missing.join(' ')}</p>
            </Banner>
          ) : null}
          <Folders folders={folders} onChange={(changed) => onChange({ folders: changed })} />
        </>
      ) : (
        <Banner tone="warning">{t('unconfinedHint')}</Banner>
      )}
    </fieldset>
  );
}

function Folders({
  folders,
  onChange,
}: {
  folders: readonly DraftFolder[];
  onChange: (folders: readonly DraftFolder[]) => void;
}) {
  const { t } = useTranslation('servers');
  async function add(): Promise<void> {
    const picked = await call('pickFolder', { body: { title: t('pickFolder') } });
    if ('cancelled' in picked || folders.some(({ path }) => path === picked.path)) return;
    onChange([...folders, { path: picked.path, access: 'read' }]);
  }
  return (
    <div className="space-y-2">
      {folders.map((folder) => (
        <div key={folder.path} className="flex items-center gap-2">
          <span className="min-w-0 flex-1 font-mono text-sm break-all">
            <VisibleText text={folder.path} />
          </span>
          <Select
            label={t('folderAccess', { path: folder.path })}
            className="w-40"
            value={folder.access}
            onChange={(access) =>
              onChange(folders.map((each) => (each.path === folder.path ? { ...each, access } : each)))
            }
            options={accesses.map((value) => ({ value, label: t(words[value]) }))}
          />
          <IconButton
            label={t('removeFolder', { path: folder.path })}
            icon={<X />}
            hasTooltip={false}
            onClick={() => onChange(folders.filter(({ path }) => path !== folder.path))}
          />
        </div>
      ))}
      <Button size="sm" icon={<FolderPlus />} onClick={() => void add().catch(showFailure)}>
        {t('addFolder')}
      </Button>
    </div>
  );
}
