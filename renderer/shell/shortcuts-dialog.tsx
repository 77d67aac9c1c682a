import { useTranslation } from 'react-i18next';
import { overlays, useOverlays } from '../state/overlays.ts';
import { Dialog } from '../ui/index.ts';
import { ShortcutTable } from './shortcut-table.tsx';

export function ShortcutsDialog() {
  const { t } = useTranslation('shell');
  const isOpen = useOverlays((state) => state.open === 'shortcuts');
  return (
    <Dialog isOpen={isOpen} onClose={overlays.close} title={t('shortcuts')}>
      <ShortcutTable />
    </Dialog>
  );
}
