import { Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton, Input } from '../ui/index.ts';

/** No query may be longer. */
const longestSearch = 1000;

/** Looks for words as they are typed; Esc empties it. */
export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation(['memory', 'shell']);
  return (
    <div className="relative">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
      <Input
        value={value}
        maxLength={longestSearch}
        aria-label={t('searchPlaceholder')}
        placeholder={t('searchShort')}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
        className={value ? 'pr-8 pl-8' : 'pl-8'}
      />
      {value ? (
        <IconButton
          label={t('shell:searchClear')}
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
