import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type ExportFormat } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { overlays, type SessionSubject, useOverlays } from '../state/overlays.ts';
import { Button, Dialog, Segmented, toast } from '../ui/index.ts';

const endings = { markdown: 'md', jsonl: 'jsonl' } as const satisfies Record<ExportFormat, string>;

export function ExportSessionDialog() {
  const subject = useOverlays((state) => state.exporting);
  return subject ? <ExportOf key={subject.id} subject={subject} /> : null;
}

function ExportOf({ subject }: { subject: SessionSubject }) {
  const { t } = useTranslation('shell');
  const [format, setFormat] = useState<ExportFormat>('markdown');
  const [isBusy, setIsBusy] = useState(false);
  async function save(): Promise<void> {
    const picked = await call('pickSave', {
      body: { suggested_name: fileNameOf(subject.title, endings[format]) },
    });
    if ('cancelled' in picked) return;
    const saved = await call('exportToFile', {
      params: { id: subject.id },
      body: { pick_id: picked.pick_id, format },
    });
    overlays.closeExport();
    toast.done(t('exported', { path: saved.path }));
  }
  function start(): void {
    setIsBusy(true);
    save()
      .catch(showFailure)
      .finally(() => setIsBusy(false));
  }
  return (
    <Dialog
      isOpen
      onClose={overlays.closeExport}
      title={t('exportTitle', { title: subject.title })}
      width="sm"
      footer={
        <Button variant="primary" isBusy={isBusy} onClick={start}>
          {t('exportSave')}
        </Button>
      }
    >
      <Segmented
        label={t('exportFormat')}
        value={format}
        onChange={setFormat}
        options={[
          { value: 'markdown', label: t('exportMarkdown') },
          { value: 'jsonl', label: t('exportJsonl') },
        ]}
      />
      <p className="mt-3 text-ink-muted">
        {format === 'markdown' ? t('exportMarkdownHint') : t('exportJsonlHint')}
      </p>
    </Dialog>
  );
}

/** A title as a file name that every system takes. */
function fileNameOf(title: string, ending: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return `${plain || 'session'}.${ending}`;
}
