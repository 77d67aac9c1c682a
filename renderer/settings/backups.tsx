import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Backup, call, type RestoreBackup, useEndpointMutation } from '../api/index.ts';
import { formatAbsolute, formatBytes } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { AlertDialog, Button, Card, toast } from '../ui/index.ts';

interface Choice {
  request: RestoreBackup;
  name: string;
  date: string | null;
}

/** Lists backups and restores one of them, or one from a file, after saying what is replaced. */
export function BackupList({ backups }: { backups: readonly Backup[] }) {
  const { t, i18n } = useTranslation('settings');
  const [choice, setChoice] = useState<Choice | null>(null);
  return (
    <>
      {backups.length > 0 ? (
        <Card className="mb-3">
          <ul className="divide-y divide-line">
            {backups.map((backup) => (
              <li key={backup.id} className="flex items-center gap-4 px-4 py-2.5">
                <div className="min-w-0 flex-1 select-text">
                  <p className="truncate font-medium" title={backup.path}>
                    {formatAbsolute(backup.created_at, i18n.language)}
                  </p>
                  <p className="truncate text-sm text-ink-muted">
                    {t(`backupReason.${backup.reason}`)} · {formatBytes(backup.size_bytes, i18n.language)} ·{' '}
                    {backup.name}
                  </p>
                </div>
                <Button
                  size="sm"
                  onClick={() =>
                    setChoice({
                      request: { backup_id: backup.id },
                      name: backup.name,
                      date: backup.created_at,
                    })
                  }
                >
                  {t('backupRestore')}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        <p className="mb-3 text-ink-muted">{t('backupEmpty')}</p>
      )}
      <Button onClick={() => void pickFile(setChoice).catch(showFailure)}>{t('backupRestoreFile')}</Button>
      {choice ? <RestoreDialog choice={choice} onClose={() => setChoice(null)} /> : null}
    </>
  );
}

async function pickFile(onPicked: (choice: Choice) => void): Promise<void> {
  const picked = await call('pickOpen', { body: { extensions: ['db'] } });
  if ('cancelled' in picked) return;
  onPicked({ request: { pick_id: picked.pick_id }, name: picked.name, date: null });
}

function RestoreDialog({ choice, onClose }: { choice: Choice; onClose: () => void }) {
  const { t, i18n } = useTranslation('settings');
  const restore = useEndpointMutation('restoreBackup', [
    'status',
    'sessions',
    'palace',
    'settings',
    'backups',
    'rules',
  ]);
  function confirm(): void {
    restore.mutate(
      { body: choice.request },
      { onSuccess: () => toast.done(t('backupRestored')), onError: showFailure, onSettled: onClose },
    );
  }
  return (
    <AlertDialog
      isOpen
      title={t('backupRestoreTitle')}
      description={
        <>
          <p>
            {t('backupRestoreText', {
              name: choice.name,
              date: choice.date ? formatAbsolute(choice.date, i18n.language) : '?',
            })}
          </p>
          <p>{t('backupRestoreSafe')}</p>
        </>
      }
      confirmLabel={t('backupRestoreConfirm')}
      isBusy={restore.isPending}
      onConfirm={confirm}
      onCancel={onClose}
    />
  );
}
