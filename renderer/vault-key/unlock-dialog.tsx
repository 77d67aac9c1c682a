import { useTranslation } from 'react-i18next';
import { call } from '../api/index.ts';
import { PassphraseField } from './passphrase-field.tsx';
import { PassphraseForm } from './passphrase-form.tsx';

/** Asks for the vault's passphrase. One may walk away: what needs no credential works without. */
export function UnlockDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('vaultKey');
  return (
    <PassphraseForm
      title={t('unlockTitle')}
      text={t('unlockText')}
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
          label={t('passphrase')}
          error={problems.current('passphrase')}
          secrets={secrets}
        />
      )}
    </PassphraseForm>
  );
}
