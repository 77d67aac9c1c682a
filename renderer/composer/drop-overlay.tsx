import { Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** Over the whole window while files are dragged over it. */
export function DropOverlay() {
  const { t } = useTranslation('composer');
  return (
    <div className="pointer-events-none fixed inset-0 z-40 flex items-center justify-center bg-scrim">
      <div className="flex flex-col items-center gap-2 rounded-xl border-2 border-dashed border-accent bg-raised px-10 py-8 shadow-high">
        <Upload aria-hidden className="size-7 text-accent" />
        <p className="text-md font-medium">{t('dropHere')}</p>
        <p className="text-ink-muted">{t('dropHereText')}</p>
      </div>
    </div>
  );
}
