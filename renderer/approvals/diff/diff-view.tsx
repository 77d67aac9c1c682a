import { File, FilePen, FilePlus2, FileX2 } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { Button } from '../../ui/index.ts';
import { VisibleText } from '../visible/visible-text.tsx';
import { compareFiles, type DiffHunk, type DiffLine, type FileComparison, linesOf } from './diff-model.ts';

export interface DiffViewProps {
  path: string;
  before: string | null;
  after: string | null;
  /** Lines drawn before "show all". */
  maxLines?: number;
}

const icons = {
  created: FilePlus2,
  changed: FilePen,
  removed: FileX2,
  unchanged: FilePen,
  not_text: File,
} as const;

/** What becomes of one file, line by line, with every hidden character named. Never scrolls sideways. */
export const DiffView = memo(function DiffView({ path, before, after, maxLines = 120 }: DiffViewProps) {
  const { t } = useTranslation('approvals');
  const comparison = useMemo(() => compareFiles(before, after), [before, after]);
  const Icon = icons[comparison.kind];
  return (
    <figure className="overflow-hidden rounded-lg border border-line">
      <figcaption className="flex items-center gap-2 border-b border-line bg-sunken px-3 py-1.5 text-sm">
        <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />
        <span className="min-w-0 flex-1 font-mono select-text">
          <VisibleText text={path} />
        </span>
        <span className="shrink-0 text-ink-muted">{t(`file_${comparison.kind}`)}</span>
        <Counts comparison={comparison} />
      </figcaption>
      {comparison.hunks === null ? (
        <Whole before={before ?? ''} after={after ?? ''} maxLines={maxLines} />
      ) : (
        <Hunks hunks={comparison.hunks} maxLines={maxLines} />
      )}
    </figure>
  );
});

function Counts({ comparison }: { comparison: FileComparison }) {
  const { t } = useTranslation('approvals');
  if (comparison.added + comparison.removed === 0) return null;
  return (
    <span className="shrink-0 font-mono tabular-nums">
      <span className="sr-only">
        {t('lineCounts', { added: comparison.added, removed: comparison.removed })}
      </span>
      <span aria-hidden className="space-x-2">
        {comparison.added > 0 ? <span className="text-allowed">+{comparison.added}</span> : null}
        {comparison.removed > 0 ? <span className="text-denied">−{comparison.removed}</span> : null}
      </span>
    </span>
  );
}

function Hunks({ hunks, maxLines }: { hunks: readonly DiffHunk[]; maxLines: number }) {
  const { t } = useTranslation('approvals');
  const [showsAll, setShowsAll] = useState(false);
  const total = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  let room = showsAll ? total : maxLines;
  if (total === 0) return <p className="px-3 py-2 text-sm text-ink-muted">{t('noChange')}</p>;
  return (
    <>
      <div className="bg-raised py-1 font-mono text-sm select-text">
        {hunks.map((hunk) => {
          const lines = hunk.lines.slice(0, Math.max(0, room));
          room -= hunk.lines.length;
          if (lines.length === 0) return null;
          const first = hunk.lines[0];
          return (
            <div key={`${first?.oldNumber}:${first?.newNumber}`}>
              {hunk.skippedBefore > 0 ? (
                <p className="bg-sunken px-3 py-0.5 text-center font-sans text-xs text-ink-muted">
                  {t('unchangedLines', { count: hunk.skippedBefore })}
                </p>
              ) : null}
              {lines.map((line) => (
                <Line key={`${line.oldNumber}:${line.newNumber}`} line={line} />
              ))}
            </div>
          );
        })}
      </div>
      {total > maxLines && !showsAll ? <ShowAll count={total} onClick={() => setShowsAll(true)} /> : null}
    </>
  );
}

const looks = {
  same: { row: '', sign: ' ' },
  added: { row: 'bg-allowed-soft', sign: '+' },
  removed: { row: 'bg-denied-soft', sign: '−' },
} as const;

const Line = memo(function Line({ line }: { line: DiffLine }) {
  const { t } = useTranslation('approvals');
  const look = looks[line.kind];
  return (
    <div className={classNames('flex min-h-5 gap-2 px-3', look.row)}>
      <span aria-hidden className="w-8 shrink-0 text-right text-ink-faint tabular-nums select-none">
        {line.newNumber ?? line.oldNumber}
      </span>
      <span aria-hidden className="w-2 shrink-0 select-none">
        {look.sign}
      </span>
      {line.kind === 'same' ? null : <span className="sr-only">{t(`line_${line.kind}`)}</span>}
      <span className="min-w-0 flex-1 whitespace-pre-wrap">
        <VisibleText text={line.text} />
      </span>
    </div>
  );
});

/** Both texts in full, where a comparison would take too long. */
function Whole({ before, after, maxLines }: { before: string; after: string; maxLines: number }) {
  const { t } = useTranslation('approvals');
  const sides = [
    { kind: 'removed', title: t('wholeBefore'), lines: linesOf(before) },
    { kind: 'added', title: t('wholeAfter'), lines: linesOf(after) },
  ] as const;
  return (
    <>
      <p className="border-b border-line bg-asked-soft px-3 py-1.5 text-sm">{t('tooLargeToCompare')}</p>
      {sides.map((side) => (
        <div key={side.kind}>
          <p className="bg-sunken px-3 py-1 text-xs font-medium text-ink-muted">{side.title}</p>
          <Hunks
            hunks={[{ skippedBefore: 0, lines: side.lines.map((text, at) => numbered(side.kind, text, at)) }]}
            maxLines={maxLines}
          />
        </div>
      ))}
    </>
  );
}

function numbered(kind: 'added' | 'removed', text: string, at: number): DiffLine {
  return {
    kind,
    text,
    oldNumber: kind === 'removed' ? at + 1 : null,
    newNumber: kind === 'added' ? at + 1 : null,
  };
}

function ShowAll({ count, onClick }: { count: number; onClick: () => void }) {
  const { t } = useTranslation('approvals');
  return (
    <div className="border-t border-line bg-sunken px-2 py-1">
      <Button variant="ghost" size="sm" onClick={onClick}>
        {t('showAllLines', { count })}
      </Button>
    </div>
  );
}
