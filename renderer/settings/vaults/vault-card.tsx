import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type VaultOverview, vaultCalls } from '../../api/index.ts';
import { VisibleText } from '../../approvals/index.ts';
import { Badge, Button, Card } from '../../ui/index.ts';
import { AddCredential } from './add-credential.tsx';
import { CredentialRow } from './credential-row.tsx';
import { Ending } from './ending.tsx';

/** One vault and its credentials. */
export function VaultCard({ vault, withArchived }: { vault: VaultOverview; withArchived: boolean }) {
  const { t } = useTranslation('vaults');
  const [open, setOpen] = useState<'add' | 'archive' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const isArchived = vault.archived_at !== null;
  const credentials = vault.credentials.filter(({ archived_at }) => withArchived || archived_at === null);
  const of = (words: string) => `${words} ${vault.name}`;
  return (
    <Card role="group" aria-label={vault.name}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2 px-4 py-3">
        <p className="min-w-0 flex-1 font-medium break-words select-text">
          <VisibleText text={vault.name} />
        </p>
        {isArchived ? (
          <Badge>{t('state.archived')}</Badge>
        ) : (
          <>
            <Button
              size="sm"
              icon={<Plus />}
              aria-label={t('addTo', { vault: vault.name })}
              onClick={() => setOpen('add')}
            >
              {t('add')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              aria-label={of(t('archive'))}
              onClick={() => setOpen('archive')}
            >
              {t('archive')}
            </Button>
          </>
        )}
        <Button size="sm" variant="ghost" aria-label={of(t('remove'))} onClick={() => setOpen('remove')}>
          {t('remove')}
        </Button>
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
      {open === 'add' ? <AddCredential vault={vault} onClose={close} /> : null}
      {open === 'archive' ? (
        <Ending
          kind="archiveVault"
          name={vault.name}
          act={() => vaultCalls.archiveVault(vault.id)}
          onClose={close}
        />
      ) : null}
      {open === 'remove' ? (
        <Ending
          kind="removeVault"
          name={vault.name}
          act={() => vaultCalls.removeVault(vault.id)}
          onClose={close}
        />
      ) : null}
    </Card>
  );
}
