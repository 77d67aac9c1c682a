import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type VaultOverview, vaultCalls } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { Badge, Button, Card } from '../../ui/index.ts';
import { AddCredential } from './add-credential.tsx';
import { CredentialRow } from './credential-row.tsx';
import { EndingButtons } from './ending-buttons.tsx';

/** One vault and its credentials. */
export function VaultCard({ vault, withArchived }: { vault: VaultOverview; withArchived: boolean }) {
  const { t } = useTranslation('vaults');
  const [isAdding, setAdding] = useState(false);
  const isArchived = vault.archived_at !== null;
  const credentials = vault.credentials.filter(({ archived_at }) => withArchived || archived_at === null);
  return (
    <Card role="group" aria-label={vault.name}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2 px-4 py-3">
        <p className="min-w-0 flex-1 font-medium break-words select-text">
          <VisibleText text={vault.name} />
        </p>
        {isArchived ? (
          <Badge>{t('state.archived')}</Badge>
        ) : (
          <Button
            size="sm"
            icon={<Plus />}
            aria-label={t('addTo', { vault: vault.name })}
            onClick={() => setAdding(true)}
          >
            {t('add')}
          </Button>
        )}
        <EndingButtons
          of="Vault"
          name={vault.name}
          isArchived={isArchived}
          archive={() => vaultCalls.archiveVault(vault.id)}
          remove={() => vaultCalls.removeVault(vault.id)}
        />
      </div>
      {credentials.length === 0 ? (
        <p className="border-t border-line px-4 py-2.5 text-sm text-ink-muted">{t('noCredentials')}</p>
      ) : (
        <ul
          aria-label={t('credentialsOf', { vault: vault.name })}
          className="divide-y divide-line border-t border-line"
        >
          {credentials.map((credential) => (
            <CredentialRow key={credential.id} credential={credential} />
          ))}
        </ul>
      )}
      {isAdding ? <AddCredential vault={vault} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}
