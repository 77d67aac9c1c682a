import { FolderTree } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { IconButton, VisuallyHidden } from '../ui/index.ts';
import { FilesDialog } from './files-dialog.tsx';

/** Opens the session's files; says how many of the owner's the agent has changed. */
export function FilesButton({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('changes');
  const [isOpen, setOpen] = useState(false);
  const { data } = useEndpoint('listCheckpoints', { params: { id: sessionId } });
  const changed = new Set(
    data?.data
      .filter(({ by }) => by === 'agent')
      .flatMap(({ files }) => files.filter(({ state }) => state !== 'taken_back').map(({ path }) => path)),
  ).size;
  return (
    <>
      {changed === 0 ? (
        <IconButton label={t('open')} icon={<FolderTree />} onClick={() => setOpen(true)} />
      ) : (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink"
        >
          <FolderTree aria-hidden className="size-4" />
          {t('changedShort', { count: changed })}
          <VisuallyHidden>. {t('open')}</VisuallyHidden>
        </button>
      )}
      {isOpen ? <FilesDialog sessionId={sessionId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
