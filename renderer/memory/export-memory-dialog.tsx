import { useTranslation } from 'react-i18next';
import { call } from '../api/index.ts';
import { ExportDialog } from '../shell/export-dialog.tsx';
import type { MemoryPlace } from './use-memory-place.ts';
import { usePlaceNames } from './use-place-names.ts';

/** What is exported: chosen drawers, or all of a place. */
export type ExportOf = { drawers: readonly string[] } | Pick<MemoryPlace, 'wing' | 'room'>;

export function ExportMemoryDialog({ of, onClose }: { of: ExportOf; onClose: () => void }) {
  const { t } = useTranslation('palace');
  const title = useTitle(of);
  const place =
    'drawers' in of
      ? { drawers: [...of.drawers] }
      : of.room
        ? { room: of.room }
        : of.wing
          ? { wing: of.wing }
          : {};
  return (
    <ExportDialog
      title={title}
      name={`holdfast-memory-${new Date().toISOString().slice(0, 10)}`}
      hints={{ markdown: t('exportMarkdownHint'), jsonl: t('exportJsonlHint') }}
      save={(pick_id, format) => call('exportPalaceToFile', { body: { pick_id, format, ...place } })}
      onClose={onClose}
    />
  );
}

function useTitle(of: ExportOf): string {
  const { t } = useTranslation('palace');
  const names = usePlaceNames('drawers' in of ? {} : of);
  if ('drawers' in of) return t('exportChosen', { count: of.drawers.length });
  if (of.room) return t('exportRoom', { name: names.room ?? '' });
  return names.wing === undefined ? t('exportAll') : t('exportWing', { name: names.wing });
}
