import { useTranslation } from 'react-i18next';
import { call, type KeyStorage } from '../api/index.ts';
import { Banner } from '../ui/index.ts';
import { PassphraseField } from './passphrase-field.tsx';
import { PassphraseForm } from './passphrase-form.tsx';

/** Gives the keys back to what keeps them without a passphrase, and says what that is worth. */
export function RemovePassphrase({
  outside,
  onClose,
}: {
  outside: KeyStorage['outside'];
  onClose: () => void;
}) {
  const { t } = useTranslation('vaultKey');
  const { backend, is_usable: isUsable, is_plain_text: isPlainText } = outside;
  return (
    <PassphraseForm
      title={t('removeTitle')}
      text={t('removeText', { backend })}
      confirm={t('removeConfirm')}
      done={t('removed', { backend })}
      isDangerous={isPlainText}
      isPossible={isUsable}
      onClose={onClose}
      problemsIn={({ current }) => [current('current')]}
      act={(take) => call('removeVaultPassphrase', { body: { current: take('current') } })}
    >
      {(secrets, { current }) => (
        <>
          {!isUsable ? (
            <Banner tone="warning">{t('removeUnusable', { backend })}</Banner>
          ) : isPlainText ? (
            <Banner tone="warning">{t('removePlain', { backend })}</Banner>
          ) : null}
          <PassphraseField name="current" label={t('current')} error={current('current')} secrets={secrets} />
        </>
      )}
    </PassphraseForm>
  );
}
