import { LockKeyhole, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint, type VaultOverview } from '../../api/index.ts';
import { Button, Card, Empty, ErrorState, Skeleton, Switch } from '../../ui/index.ts';
import { KeyKeeper } from '../../vault-key/index.ts';
import { SettingGroup } from '../parts.tsx';
import { AddVault } from './add-vault.tsx';
import { VaultCard } from './vault-card.tsx';

/** What keeps the keys, and the owner's vaults: what is in them is put in here and never seen again. */
export function VaultsSection() {
  const { t } = useTranslation('vaultKey');
  const storage = useEndpoint('getStatus').data?.key_storage;
  return (
    <>
      {storage ? (
        <SettingGroup title={t('title')} hint={t('hint')}>
          <KeyKeeper storage={storage} />
        </SettingGroup>
      ) : null}
      <Vaults />
    </>
  );
}

function Vaults() {
  const { t } = useTranslation('vaults');
  const vaults = useEndpoint('listVaults', { isFresh: true });
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button icon={<Plus />} onClick={() => setAdding(true)}>
      {t('newVault')}
    </Button>
  );
  return (
    <SettingGroup title={t('list')} hint={t('hint')} action={vaults.data?.data.length ? add : null}>
      {vaults.isPending ? (
        <Skeleton lines={4} />
      ) : !vaults.data ? (
        <ErrorState error={vaults.error} onRetry={() => vaults.refetch()} />
      ) : vaults.data.data.length === 0 ? (
        <Card>
          <Empty icon={<LockKeyhole />} title={t('empty')} action={add}>
            {t('emptyText')}
          </Empty>
        </Card>
      ) : (
        <VaultList vaults={vaults.data.data} />
      )}
      {isAdding ? <AddVault onClose={() => setAdding(false)} /> : null}
    </SettingGroup>
  );
}

function VaultList({ vaults }: { vaults: readonly VaultOverview[] }) {
  const { t } = useTranslation('vaults');
  const [withArchived, setWithArchived] = useState(false);
  const hasArchived = vaults.some(
    ({ archived_at, credentials }) =>
      archived_at !== null || credentials.some((credential) => credential.archived_at !== null),
  );
  const shown = vaults.filter(({ archived_at }) => withArchived || archived_at === null);
  return (
    <div className="space-y-4">
      {shown.length === 0 ? <p className="text-ink-muted">{t('allArchived')}</p> : null}
      {shown.map((vault) => (
        <VaultCard key={vault.id} vault={vault} withArchived={withArchived} />
      ))}
      {hasArchived ? (
        <div className="flex items-center gap-3">
          <Switch label={t('showArchived')} isOn={withArchived} onChange={setWithArchived} />
          <p>{t('showArchived')}</p>
        </div>
      ) : null}
    </div>
  );
}
