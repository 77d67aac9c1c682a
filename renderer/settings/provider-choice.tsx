import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Cloud, Drama, HardDrive } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import type { Provider } from './model-draft.ts';

const choices = [
  { value: 'rehearsal', title: 'providerRehearsal', text: 'providerRehearsalText', icon: <Drama /> },
  { value: 'anthropic', title: 'providerAnthropic', text: 'providerAnthropicText', icon: <Cloud /> },
  { value: 'compatible', title: 'providerCompatible', text: 'providerCompatibleText', icon: <HardDrive /> },
] as const satisfies readonly { value: Provider; title: string; text: string; icon: ReactNode }[];

export interface ProviderChoiceProps {
  value: Provider | null;
  onChange: (provider: Provider) => void;
  /** The form of the chosen one, shown inside its card. */
  children: ReactNode;
}

/** Three cards, one open. */
export function ProviderChoice({ value, onChange, children }: ProviderChoiceProps) {
  const { t } = useTranslation('settings');
  return (
    <RadioGroup<Provider | ''>
      aria-label={t('provider')}
      value={value ?? ''}
      onValueChange={(next) => next !== '' && onChange(next)}
      className="space-y-3"
    >
      {choices.map((choice) => {
        const isChosen = choice.value === value;
        return (
          <div
            key={choice.value}
            className={classNames(
              'rounded-lg border bg-raised shadow-low transition-colors',
              isChosen ? 'border-accent' : 'border-line hover:border-line-strong',
            )}
          >
            <Radio.Root
              value={choice.value}
              aria-label={`${t(choice.title)}. ${t(choice.text)}`}
              className="flex w-full items-start gap-3.5 rounded-lg p-4 text-left [&>svg]:mt-0.5 [&>svg]:size-5 [&>svg]:shrink-0 [&>svg]:stroke-[1.75]"
            >
              <span className={isChosen ? 'text-accent' : 'text-ink-muted'}>{choice.icon}</span>
              <span className="min-w-0 flex-1">
                <span className="block text-md font-semibold">{t(choice.title)}</span>
                <span className="mt-0.5 block text-sm text-ink-muted">{t(choice.text)}</span>
              </span>
              <span
                className={classNames(
                  'mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-full border',
                  isChosen ? 'border-accent bg-accent' : 'border-field',
                )}
              >
                {isChosen ? <span className="size-1.5 rounded-full bg-accent-ink" /> : null}
              </span>
            </Radio.Root>
            {isChosen && children ? <div className="border-t border-line px-4 py-4">{children}</div> : null}
          </div>
        );
      })}
    </RadioGroup>
  );
}
