import { Copy, Eye, FolderOpen, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { call, type Degraded, type Status } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { useCopy } from '../lib/use-copy.ts';
import { BackupList } from '../settings/backups.tsx';
import { ExportList } from '../settings/export-list.tsx';
import { ExportSessionDialog } from '../shell/export-session-dialog.tsx';
import { Button } from '../ui/index.ts';

export interface DegradedScreenProps {
  degraded: Degraded;
  status: Status;
  onLookAround: () => void;
}

/** The database could not be opened for writing: says so, and shows every way out. Never an empty list. */
export function DegradedScreen({ degraded, status, onLookAround }: DegradedScreenProps) {
  const { t } = useTranslation(['degraded', 'common']);
  const { hasCopied, copy } = useCopy();
  const details = JSON.stringify(
    { code: degraded.code, version: status.version, platform: status.platform, data_dir: status.data_dir },
    null,
    2,
  );
  return (
    <main className="h-full overflow-y-auto bg-surface">
      <div className="mx-auto max-w-160 px-8 py-14">
        <ShieldAlert aria-hidden className="mb-4 size-9 stroke-[1.5] text-denied" />
        <h1 className="font-display text-xl font-semibold tracking-tight">{t('heading')}</h1>
        <div role="alert" className="mt-2 text-md select-text">
          <p>{degraded.sentence}</p>
          <p className="mt-1 text-ink-muted">{degraded.next_step}</p>
        </div>
        <div className="mt-5 flex flex-wrap gap-2">
          <Button icon={<Eye />} onClick={onLookAround}>
            {t('readOnly')}
          </Button>
          <Button icon={<Copy />} onClick={() => copy(details)}>
            {hasCopied ? t('common:copied') : t('copyDetails')}
          </Button>
          <Button
            icon={<FolderOpen />}
            onClick={() => void call('reveal', { body: { path: status.data_dir } }).catch(showFailure)}
          >
            {t('reveal')}
          </Button>
        </div>
        <section aria-labelledby="restore" className="mt-10">
          <h2 id="restore" className="mb-3 text-md font-semibold">
            {t('backups')}
          </h2>
          <BackupList backups={degraded.backups} />
        </section>
        <section aria-labelledby="export" className="mt-10">
          <h2 id="export" className="text-md font-semibold">
            {t('export')}
          </h2>
          <p className="mt-0.5 mb-3 text-sm text-ink-muted">{t('exportHint')}</p>
          <ExportList />
        </section>
        <p className="mt-10 text-sm text-ink-muted">{t('kept')}</p>
      </div>
      <ExportSessionDialog />
    </main>
  );
}
