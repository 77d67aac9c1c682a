import { FilePlus2, FolderPlus } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Spinner } from '../ui/index.ts';
import { droppedFiles, type PickedFile, pickedFiles } from './dropped-files.ts';

interface DropZoneProps {
  /** The file that is on its way; nothing is taken meanwhile. */
  sending: string | null;
  onFiles: (files: PickedFile[]) => void;
}

/** Where files come in: dropped, or chosen in the system's dialog. */
export function DropZone({ sending, onFiles }: DropZoneProps) {
  const { t } = useTranslation('imports');
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (sending === null) droppedFiles(event.dataTransfer.items).then(onFiles, showFailure);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it do the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        'rounded-lg border border-dashed px-6 py-6 text-center transition-colors',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken',
      )}
    >
      {sending === null ? (
        <>
          <p className="font-medium">{t(isOver ? 'dropNow' : 'drop')}</p>
          <p className="mx-auto mt-1 max-w-130 text-sm text-ink-muted">{t('formats')}</p>
          <div className="mt-4 flex justify-center gap-2">
            <PickButton label={t('chooseFiles')} icon={<FilePlus2 />} onFiles={onFiles} />
            <PickButton label={t('chooseFolder')} icon={<FolderPlus />} isFolder onFiles={onFiles} />
          </div>
        </>
      ) : (
        <p role="status" className="flex items-center justify-center gap-2 py-6">
          <Spinner />
          <span className="min-w-0 truncate">{t('progress.receiving', { name: sending })}</span>
        </p>
      )}
    </div>
  );
}

function PickButton({
  label,
  icon,
  isFolder = false,
  onFiles,
}: {
  label: string;
  icon: React.ReactNode;
  isFolder?: boolean;
  onFiles: (files: PickedFile[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={label}
        data-kind={isFolder ? 'folder' : 'files'}
        {...(isFolder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          onFiles(pickedFiles(event.target.files));
          // the same file can be chosen again
          event.target.value = '';
        }}
      />
      <Button icon={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
