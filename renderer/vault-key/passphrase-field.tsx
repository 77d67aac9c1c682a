import { useTranslation } from 'react-i18next';
import type { SecretInputs } from '../lib/use-secret-inputs.ts';
import { Field, Input } from '../ui/index.ts';

/** An input for a passphrase, which stands in it and in no state. */
export function PassphraseField({
  name,
  label,
  hint,
  error,
  secrets,
}: {
  name: string;
  label: string;
  hint?: string;
  error: string | null;
  secrets: SecretInputs;
}) {
  return (
    <Field label={label} hint={hint} error={error ?? undefined}>
      {(control) => (
        <Input
          {...control}
          ref={secrets.register(name)}
          type="password"
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

/** What is wrong with what was typed; null: nothing, or nobody has tried to send it. */
export function usePassphraseProblems(secrets: SecretInputs, isTried: boolean) {
  const { t } = useTranslation('vaultKey');
  const missing = (name: string) => (isTried && secrets.isEmpty(name) ? t('missing') : null);
  return {
    current: missing,
    next: (name: string) =>
      missing(name) ?? (isTried && secrets.lengthOf(name) < fewestCharacters ? t('tooShort') : null),
    repeat: (name: string, first: string) =>
      isTried && !secrets.areAlike(name, first) ? t('notAlike') : null,
  };
}

/** As core asks for it; there is more that it asks for, and says. */
export const fewestCharacters = 12;
