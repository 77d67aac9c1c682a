import { useTranslation } from 'react-i18next';
import { call, type KeyStorage } from '../api/index.ts';
import { PassphraseField } from './passphrase-field.tsx';
import { PassphraseForm } from './passphrase-form.tsx';

/** Something that the owner knows opens it. */
export function canUnlock({ locked_because: because }: KeyStorage): boolean {
  return because === 'passphrase' || because === 'environment_key';
}

/** Asks for the vault's passphrase, or the key that a command locked it with. One may walk away: what needs no credential works without. */
export function UnlockDialog({ storage, onClose }: { storage: KeyStorage; onClose: () => void }) {
  const { t } = useTranslation('vaultKey');
  const isKey = storage.environment_key !== 'none';
  return (
    <PassphraseForm
      title={t('unlockTitle')}
      text={t(isKey ? 'unlockKeyText' : 'unlockText')}
      confirm={t('unlockConfirm')}
      cancel={t('notNow')}
      done={t('unlocked')}
      onClose={onClose}
      problemsIn={(problems) => [problems.current('passphrase')]}
      act={(take) => call('unlockVault', { body: { passphrase: take('passphrase') } })}
    >
      {(secrets, problems) => (
        <PassphraseField
          name="passphrase"
          label={t(isKey ? 'environmentKey' : 'passphrase')}
          error={problems.current('passphrase')}
          secrets={secrets}
        />
      )}
    </PassphraseForm>
  );
}
