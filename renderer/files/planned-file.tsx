import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UndoPlan } from '../api/index.ts';
import { DiffView, VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { Badge, Segmented, type Tone } from '../ui/index.ts';

export type Choice = 'keep' | 'restore';

const tones = {
  restore: 'accent',
  remove: 'accent',
  merge: 'accent',
  move: 'accent',
  conflict: 'asked',
  same: 'neutral',
  not_kept: 'denied',
} as const satisfies Record<UndoPlan['files'][number]['action'], Tone>;

export interface PlannedFileProps {
  file: UndoPlan['files'][number];
  choice: Choice;
  isOpenAtFirst: boolean;
  onChoose: (choice: Choice) => void;
}

/** One file of an undo: what happens to it, why it needs a choice, and the lines. */
export function PlannedFile({ file, choice, isOpenAtFirst, onChoose }: PlannedFileProps) {
  const { t } = useTranslation('changes');
  const id = useId();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const name = file.path.replace('/mnt/folders/', '');
  return (
    <li className="px-4 py-2.5">
      <p className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere]" title={file.real_path}>
          <VisibleText text={name} />
        </span>
        <Badge tone={tones[file.action]}>{t(`action_${file.action}`)}</Badge>
      </p>
      <p className="mt-0.5 text-sm text-ink-muted">
        {file.problem
          ? t('unreachable')
          : file.why
            ? t(`why_${file.why}`)
            : t(`actionText_${file.action}`, { path: file.moves_to?.replace('/mnt/folders/', '') })}
      </p>
      {file.action === 'conflict' && file.diff !== null ? (
        <div className="mt-2">
          <Segmented
            label={t('chooseFor', { path: name })}
            value={choice}
            options={[
              { value: 'keep', label: t('keep') },
              { value: 'restore', label: t('restoreAnyway') },
            ]}
            onChange={onChoose}
          />
        </div>
      ) : null}
      {file.diff?.is_text ? (
        <>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setOpen(!isOpen)}
            className="-mx-1 mt-1 flex items-center gap-1 rounded-sm px-1 text-sm text-ink-muted hover:bg-hover hover:text-ink"
          >
            <ChevronRight
              aria-hidden
              className={classNames('size-3.5 transition-transform', isOpen && 'rotate-90')}
            />
            {t('showLines')}
          </button>
          {isOpen ? (
            <div id={id} className="mt-1.5">
              <DiffView path={file.path} before={file.diff.before} after={file.diff.after} maxLines={60} />
            </div>
          ) : null}
        </>
      ) : null}
    </li>
  );
}
