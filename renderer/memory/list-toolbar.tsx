import { Download, ListChecks, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { navigate } from '../router/router.ts';
import { IconButton, Select } from '../ui/index.ts';
import { ExportMemoryDialog } from './export-memory-dialog.tsx';
import { halls, hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** Narrows the list down to a hall or a name, and begins to select. */
export function ListToolbar(props: {
  place: MemoryPlace;
  isChoosing: boolean;
  onChoose: (is: boolean) => void;
}) {
  const { place, isChoosing, onChoose } = props;
  const { t } = useTranslation('palace');
  const [isExporting, setIsExporting] = useState(false);
  const counts = useEndpoint('listHalls', { query: { wing: place.wing, room: place.room } });
  const options = [
    { value: 'all', label: t('anyHall') },
    ...halls.map((hall) => {
      const count = counts.data?.data.find((each) => each.hall === hall)?.drawers ?? 0;
      return { value: hall, label: t('hallCount', { hall: t(`halls.${hall}`), count }) };
    }),
  ];
  const choose = (value: string) =>
    navigate(hrefOf({ ...place, drawer: undefined, hall: halls.find((hall) => hall === value) }));
  return (
    <div className="border-b border-line p-2">
      <div className="flex items-center gap-1.5">
        <Select
          label={t('hall')}
          value={place.hall ?? 'all'}
          options={options}
          onChange={choose}
          className="min-w-0 flex-1"
        />
        <IconButton
          label={isChoosing ? t('chooseEnd') : t('choose')}
          icon={<ListChecks />}
          aria-pressed={isChoosing}
          onClick={() => onChoose(!isChoosing)}
          className={isChoosing ? 'bg-pressed text-ink' : ''}
        />
        <IconButton label={t('exportPlace')} icon={<Download />} onClick={() => setIsExporting(true)} />
      </div>
      {isExporting ? <ExportMemoryDialog of={place} onClose={() => setIsExporting(false)} /> : null}
      {place.entity ? (
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
