import { Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { Input } from './fields.tsx';
import { IconButton } from './icon-button.tsx';

/** No query may be longer. */
const longest = 1000;

export interface SearchInputProps {
  value: string;
  onChange: (value: string) => void;
  /** Accessible name, and what stands in the field where no `placeholder` does. */
  label: string;
  placeholder?: string;
  id?: string;
  /** Of the field itself. */
  fieldClassName?: string;
}

/** Looks for words as they are typed; Esc empties it. */
export function SearchInput({ value, onChange, label, placeholder, id, fieldClassName }: SearchInputProps) {
  const { t } = useTranslation('common');
  return (
    <div className="relative min-w-0 flex-1">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
      <Input
        id={id}
        type="text"
        value={value}
        maxLength={longest}
        aria-label={label}
        placeholder={placeholder ?? label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
        className={classNames('pr-8 pl-8', fieldClassName)}
      />
      {value ? (
        <IconButton
          label={t('searchClear')}
          icon={<X />}
          size="sm"
          hasTooltip={false}
          onClick={() => onChange('')}
          className="absolute top-0.5 right-0.5"
        />
      ) : null}
    </div>
  );
}
