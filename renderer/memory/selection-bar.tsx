import { Download, FolderInput, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { AlertDialog, Button, toast } from '../ui/index.ts';
import { ExportMemoryDialog } from './export-memory-dialog.tsx';
import { RoomPicker } from './room-picker.tsx';

/** What can be done with several drawers at once. */
export function SelectionBar({ chosen, onDone }: { chosen: ReadonlySet<string>; onDone: () => void }) {
  const { t } = useTranslation('palace');
  const [asked, setAsked] = useState<'move' | 'export' | 'forget' | null>(null);
  const move = useEndpointMutation('moveDrawers', ['palace']);
  const forget = useEndpointMutation('forgetDrawer', ['palace', 'sessions']);
  const count = chosen.size;
  const close = () => {
    setAsked(null);
    onDone();
  };
  async function forgetAll(): Promise<void> {
    // one after the other: each rewrites what it touches
    for (const id of chosen) await forget.mutateAsync({ params: { id } });
    toast.done(t('forgottenSome', { count }));
    close();
  }
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-t border-line bg-canvas px-3 py-2">
      <p role="status" className="basis-full text-sm text-ink-muted">
        {t('chosen', { count })}
      </p>
      <Button size="sm" icon={<FolderInput />} disabled={count === 0} onClick={() => setAsked('move')}>
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
      {asked === 'move' ? (
        <RoomPicker
          title={t('moveTitle', { count })}
          text={t('moveText')}
          confirm={t('moveConfirm')}
          canMake
          isBusy={move.isPending}
          onClose={() => setAsked(null)}
          onPick={(to) =>
            move.mutate(
              { body: { drawer_ids: [...chosen], to } },
              {
                onSuccess: () => {
                  toast.done(t('moved'));
                  close();
                },
                onError: showFailure,
              },
            )
          }
        />
      ) : null}
      {asked === 'export' ? (
        <ExportMemoryDialog of={{ drawers: [...chosen] }} onClose={() => setAsked(null)} />
      ) : null}
      {asked === 'forget' ? (
        <AlertDialog
          isOpen
          title={t('forgetTitle', { count })}
          description={t('forgetText')}
          confirmLabel={t('forgetConfirm')}
          isBusy={forget.isPending}
          onCancel={() => setAsked(null)}
          onConfirm={() => void forgetAll().catch(showFailure)}
        />
      ) : null}
    </div>
  );
}
