import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton, Input, Select } from '../../ui/index.ts';
import { type DraftVariable, isStored, type VariableKind } from './server-draft.ts';

const kinds: readonly VariableKind[] = ['plain', 'placeholder', 'granted'];
const words = { plain: 'variablePlain', placeholder: 'variableSecret', granted: 'variableGranted' } as const;

/** The variables that a program is given: as they are, or out of the vault. */
export function EnvironmentFields({
  variables,
  isWrong,
  onChange,
}: {
  variables: readonly DraftVariable[];
  isWrong: boolean;
  onChange: (variables: readonly DraftVariable[]) => void;
}) {
  const { t } = useTranslation('servers');
  const change = (at: number, patch: Partial<DraftVariable>) =>
    onChange(variables.map((each, index) => (index === at ? { ...each, ...patch } : each)));
  return (
    <fieldset>
      <legend className="font-medium">{t('environment')}</legend>
      <p className="mt-0.5 text-sm text-ink-muted">{t('environmentHint')}</p>
      {isWrong ? (
        <p role="alert" className="mt-1 text-sm text-denied">
          {t('environmentWrong')}
        </p>
      ) : null}
      <div className="mt-2 space-y-2">
        {variables.map((variable, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a variable is its place in the list
            key={at}
            className="flex flex-wrap items-center gap-2"
          >
            <Input
              aria-label={t('variableName', { number: at + 1 })}
              className="w-36 font-mono"
              placeholder="NAME"
              value={variable.name}
              onChange={(event) => change(at, { name: event.target.value })}
            />
            <Input
              aria-label={t('variableValue', { number: at + 1 })}
              className="w-32 flex-1 font-mono"
              type={variable.kind === 'plain' ? 'text' : 'password'}
              autoComplete="off"
              placeholder={isStored(variable) ? t('variableStored') : ''}
              value={variable.value}
              onChange={(event) => change(at, { value: event.target.value })}
            />
            <Select
              label={t('variableKind', { name: variable.name })}
              className="w-52"
              value={variable.kind}
              onChange={(kind) => change(at, { kind })}
              options={kinds.map((value) => ({ value, label: t(words[value]) }))}
            />
            <IconButton
              label={t('removeVariable', { name: variable.name })}
              icon={<X />}
              hasTooltip={false}
              onClick={() => onChange(variables.filter((_, index) => index !== at))}
            />
          </div>
        ))}
        <Button
          size="sm"
          icon={<Plus />}
          onClick={() => onChange([...variables, { name: '', value: '', kind: 'plain' }])}
        >
          {t('addVariable')}
        </Button>
      </div>
    </fieldset>
  );
}
