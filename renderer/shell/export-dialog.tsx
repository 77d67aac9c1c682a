import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type ExportFormat } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Dialog, Segmented, toast } from '../ui/index.ts';

const endings = { markdown: 'md', jsonl: 'jsonl' } as const satisfies Record<ExportFormat, string>;

/** Asks for a form and a place, and saves there. `save` gives the path; `hints` say what is in which form. */
export function ExportDialog(props: {
  title: string;
  /** Of the file, without its ending. */
  name: string;
  hints: Record<ExportFormat, string>;
  save: (pickId: string, format: ExportFormat) => Promise<{ path: string }>;
  onClose: () => void;
}) {
  const { t } = useTranslation('shell');
  const [format, setFormat] = useState<ExportFormat>('markdown');
  const [isBusy, setIsBusy] = useState(false);
  async function save(): Promise<void> {
    const picked = await call('pickSave', { body: { suggested_name: `${props.name}.${endings[format]}` } });
    if ('cancelled' in picked) return;
    const { path } = await props.save(picked.pick_id, format);
    props.onClose();
    toast.done(t('exported', { path }));
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
      onClose={props.onClose}
      title={props.title}
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
      <p className="mt-3 text-ink-muted">{props.hints[format]}</p>
    </Dialog>
  );
}
