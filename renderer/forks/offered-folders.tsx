import { FolderPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Banner, Button } from '../ui/index.ts';

/** A fork begins without its parent's folders: each can be granted again, as it was. */
export function OfferedFolders({ session }: { session: SessionDetail }) {
  const { t } = useTranslation(['forks', 'session']);
  const grant = useEndpointMutation('grantFolder', ['sessions']);
  const granted = new Set(session.folders.map((folder) => folder.path));
  const offered = session.offered_folders.filter((folder) => !folder.missing && !granted.has(folder.path));
  if (offered.length === 0) return null;
  return (
    <div className="mx-auto w-full max-w-200 px-6 pb-2">
      <Banner>
        <p>{t('folderOffer')}</p>
        <ul className="mt-1 space-y-1">
          {offered.map((folder) => (
            <li key={folder.grant_id} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 text-sm">
                <span className="font-mono [overflow-wrap:anywhere]">{folder.path}</span>{' '}
                <span className="text-ink-muted">
                  {t(folder.access === 'read' ? 'session:accessRead' : 'session:accessReadWrite')}
                </span>
              </span>
              <Button
                size="sm"
                icon={<FolderPlus />}
                aria-label={`${t('folderGrant')}: ${folder.name}`}
                disabled={grant.isPending}
                onClick={() =>
                  grant.mutate(
                    {
                      params: { id: session.id },
                      body: { grant_id: folder.grant_id, access: folder.access },
                    },
                    { onError: showFailure },
                  )
                }
              >
                {t('folderGrant')}
              </Button>
            </li>
          ))}
        </ul>
      </Banner>
    </div>
  );
}
