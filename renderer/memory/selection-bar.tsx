import { Download, FolderInput, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drawer } from '../api/index.ts';
import { navigate } from '../router/router.ts';
import { Button } from '../ui/index.ts';
import { ExportMemoryDialog } from './export-memory-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

/** No more are moved at once. */
const mostMoved = 200;

/** What can be done with several drawers at once. */
export function SelectionBar(props: { chosen: readonly Drawer[]; place: MemoryPlace; onDone: () => void }) {
  const { chosen, place, onDone } = props;
  const { t } = useTranslation('palace');
  const [asked, setAsked] = useState<'move' | 'export' | 'forget' | null>(null);
  const count = chosen.length;
  const close = () => setAsked(null);
  const isTooMany = count > mostMoved;
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-t border-line bg-canvas px-3 py-2">
      <p role="status" className="basis-full text-sm text-ink-muted">
        {count === 0 ? t('chooseNone') : t('chosen', { count })}
        {isTooMany ? ` ${t('moveTooMany', { most: mostMoved })}` : ''}
      </p>
      <Button
        size="sm"
        icon={<FolderInput />}
        disabled={count === 0 || isTooMany}
        onClick={() => setAsked('move')}
      >
        {t('move')}
      </Button>
      <Button size="sm" icon={<Download />} disabled={count === 0} onClick={() => setAsked('export')}>
        {t('export')}
      </Button>
      <Button
        size="sm"
        variant="danger-quiet"
        icon={<Trash2 />}
        disabled={count === 0}
        onClick={() => setAsked('forget')}
      >
        {t('forgetAll')}
      </Button>
      {asked === 'move' ? <MoveDialog drawers={chosen} onClose={close} onMoved={onDone} /> : null}
      {asked === 'export' ? (
        <ExportMemoryDialog of={{ drawers: chosen.map(({ id }) => id) }} onClose={close} />
      ) : null}
      {asked === 'forget' ? (
        <ForgetDialog
          drawers={chosen}
          onClose={close}
          onForgotten={() => {
            onDone();
            if (chosen.some(({ id }) => id === place.drawer))
              navigate(hrefOf({ ...place, drawer: undefined }), { replace: true });
          }}
        />
      ) : null}
    </div>
  );
}
