import { Archive, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { call, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, ErrorState, Skeleton, toast } from '../ui/index.ts';
import { AuditSection } from './audit-section.tsx';
import { BackupList } from './backups.tsx';
import { ExportList } from './export-list.tsx';
import { SettingGroup, SettingRow } from './parts.tsx';

export function DataSection() {
  const { t } = useTranslation('settings');
  return (
    <>
      <SettingGroup title={t('backups')} hint={t('backupHint')} action={<BackUpNow />}>
        <Backups />
      </SettingGroup>
      <SettingGroup title={t('exportAll')} hint={t('exportAllHint')}>
        <ExportList />
      </SettingGroup>
      <AuditSection />
      <DataFolder />
    </>
  );
}

function Backups() {
  const backups = useEndpoint('listBackups');
  if (backups.isPending) return <Skeleton lines={2} />;
  if (!backups.data) return <ErrorState error={backups.error} onRetry={() => backups.refetch()} />;
  return <BackupList backups={backups.data.data} />;
}

function BackUpNow() {
  const { t } = useTranslation('settings');
  const create = useEndpointMutation('createBackup', ['backups']);
  async function start(): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    const picked = await call('pickSave', { body: { suggested_name: `holdfast-${day}.db` } });
    if ('cancelled' in picked) return;
    const backup = await create.mutateAsync({ body: { pick_id: picked.pick_id } });
    toast.done(t('backupCreated', { path: backup.path }));
  }
  return (
    <Button icon={<Archive />} isBusy={create.isPending} onClick={() => void start().catch(showFailure)}>
      {t('backupCreate')}
    </Button>
  );
}

function DataFolder() {
  const { t } = useTranslation('settings');
  const path = useEndpoint('getStatus').data?.data_dir;
  if (!path) return null;
  return (
    <SettingRow
      title={t('dataDir')}
      hint={
        <>
          <p className="font-mono break-all select-text">{path}</p>
          <p className="mt-1">{t('dataDirHint')}</p>
        </>
      }
    >
      <Button
        icon={<FolderOpen />}
        onClick={() => void call('reveal', { body: { path } }).catch(showFailure)}
      >
        {t('dataDirReveal')}
      </Button>
    </SettingRow>
  );
}
