import { useTranslation } from 'react-i18next';
import { call } from '../api/index.ts';
import { PassphraseField } from './passphrase-field.tsx';
import { PassphraseForm } from './passphrase-form.tsx';

/** A first passphrase, or another one in the place of the one that is set. */
export function SetPassphrase({ isSet, onClose }: { isSet: boolean; onClose: () => void }) {
  const { t } = useTranslation('vaultKey');
  return (
    <PassphraseForm
      title={t(isSet ? 'changeTitle' : 'setTitle')}
      text={t(isSet ? 'changeText' : 'setText')}
      confirm={t(isSet ? 'changeConfirm' : 'setConfirm')}
      done={t(isSet ? 'changed' : 'setDone')}
      onClose={onClose}
      problemsIn={({ current, next, repeat }) => [
        isSet ? current('current') : null,
        next('new'),
        repeat('again', 'new'),
      ]}
      act={(take) => {
        take('again');
        const passphrase = take('new');
        return call('setVaultPassphrase', {
          body: { passphrase, ...(isSet ? { current: take('current') } : {}) },
        });
      }}
    >
      {(secrets, { current, next, repeat }) => (
        <>
          {isSet ? (
            <PassphraseField
              name="current"
              label={t('current')}
              error={current('current')}
              secrets={secrets}
            />
          ) : null}
          <PassphraseField
            name="new"
            label={t('new')}
            hint={t('newHint')}
            error={next('new')}
            secrets={secrets}
          />
          <PassphraseField
            name="again"
            label={t('repeat')}
            error={repeat('again', 'new')}
            secrets={secrets}
          />
        </>
      )}
    </PassphraseForm>
  );
}
