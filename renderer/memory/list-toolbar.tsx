import { Download, ListChecks, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from '../router/router.ts';
import { IconButton, SearchInput, Select } from '../ui/index.ts';
import { ExportMemoryDialog } from './export-memory-dialog.tsx';
import { useHallCounts } from './use-hall-counts.ts';
import { halls, hrefOf, type MemoryPlace } from './use-memory-place.ts';
import { usePlaceNames } from './use-place-names.ts';

/** Searches, narrows the list down to a hall or a name, and begins to select. */
export function ListToolbar(props: {
  place: MemoryPlace;
  onSearch: (words: string) => void;
  isChoosing: boolean;
  onChoose: (is: boolean) => void;
}) {
  const { place, onSearch, isChoosing, onChoose } = props;
  const { t } = useTranslation(['palace', 'memory']);
  const [isExporting, setIsExporting] = useState(false);
  const counts = useHallCounts(place);
  const isSearching = place.search.trim() !== '';
  const names = usePlaceNames(place);
  const where = names.room ?? names.wing ?? t('memory:everywhere');
  const options = [
    { value: 'all', label: t('anyHall') },
    ...halls.map((hall) => {
      return { value: hall, label: t('hallCount', { hall: t(`halls.${hall}`), count: counts.of(hall) }) };
    }),
  ];
  const choose = (value: string) =>
    navigate(hrefOf({ ...place, drawer: undefined, hall: halls.find((hall) => hall === value) }));
  return (
    <div className="border-b border-line p-2">
      <SearchInput
        value={place.search}
        label={t('memory:searchPlaceholder')}
        placeholder={t('memory:searchShort')}
        onChange={onSearch}
      />
      <div className="mt-1.5 flex items-center gap-1.5">
        {/* a search goes through all halls */}
        {isSearching ? (
          <p className="min-w-0 flex-1 truncate pl-1 text-sm text-ink-muted">
            {t('searchingIn', { place: where })}
          </p>
        ) : (
          <Select
            label={t('hall')}
            value={place.hall ?? 'all'}
            options={options}
            onChange={choose}
            className="min-w-0 flex-1"
          />
        )}
        <IconButton
          label={isChoosing ? t('chooseEnd') : t('choose')}
          icon={<ListChecks />}
          aria-pressed={isChoosing}
          onClick={() => onChoose(!isChoosing)}
          className={isChoosing ? 'bg-pressed text-ink' : ''}
        />
        {/* what was found is selected first: this is for all that is here */}
        {isSearching ? null : (
          <IconButton label={t('exportPlace')} icon={<Download />} onClick={() => setIsExporting(true)} />
        )}
      </div>
      {isExporting ? <ExportMemoryDialog of={place} onClose={() => setIsExporting(false)} /> : null}
      {place.entity && !isSearching ? (
        <p className="mt-1.5 flex items-center gap-1 pl-1 text-sm text-ink-muted">
          <span className="min-w-0 flex-1 truncate">{t('naming', { name: place.entity })}</span>
          <IconButton
            label={t('clearNaming')}
            icon={<X />}
            size="sm"
            onClick={() => navigate(hrefOf({ ...place, entity: undefined }))}
          />
        </p>
      ) : null}
    </div>
  );
}
