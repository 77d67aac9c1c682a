import type { RefCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecretProblem } from '../../lib/use-secret-inputs.ts';
import { Field, Input } from '../../ui/index.ts';

/** An input whose content is in no state: it is typed once and never shown. */
export function SecretField({
  label,
  hint,
  problem,
  register,
}: {
  label: string;
  hint?: string;
  problem: SecretProblem;
  register: RefCallback<HTMLInputElement>;
}) {
  const { t } = useTranslation('vaults');
  return (
    <Field label={label} hint={hint ?? t('secretHint')} error={problem ? t(`secret.${problem}`) : undefined}>
      {(control) => (
        <Input
          {...control}
          ref={register}
          type="password"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      )}
    </Field>
  );
}
