import { useTranslation } from 'react-i18next';
import { call } from '../api/index.ts';
import { overlays, type SessionSubject, useOverlays } from '../state/overlays.ts';
import { ExportDialog } from './export-dialog.tsx';

export function ExportSessionDialog() {
  const subject = useOverlays((state) => state.exporting);
  return subject ? <ExportOf key={subject.id} subject={subject} /> : null;
}

function ExportOf({ subject }: { subject: SessionSubject }) {
  const { t } = useTranslation('shell');
  return (
    <ExportDialog
      title={t('exportTitle', { title: subject.title })}
      name={fileNameOf(subject.title)}
      hints={{ markdown: t('exportMarkdownHint'), jsonl: t('exportJsonlHint') }}
      save={(pick_id, format) =>
        call('exportToFile', { params: { id: subject.id }, body: { pick_id, format } })
      }
      onClose={overlays.closeExport}
    />
  );
}

/** A title as a file name that every system takes. */
function fileNameOf(title: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return plain || 'session';
}
