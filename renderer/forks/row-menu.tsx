import { Menu as Base } from '@base-ui/react/menu';
import { EllipsisVertical, GitFork, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuChoice } from '../ui/index.ts';
import { useFork } from './use-fork.ts';

export interface RowMenuProps {
  sessionId: string;
  /** Position up to which a fork at this row knows everything. */
  seq: number;
  /** The owner's words of this row, where a fork may begin before them. */
  ownWords: string | null;
  /** Position of the row's first event. */
  firstSeq: number;
}

/** What can be done at a row of the transcript. */
export function RowMenu({ sessionId, seq, ownWords, firstSeq }: RowMenuProps) {
  const { t } = useTranslation('forks');
  const fork = useFork(sessionId);
  const place = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={place}
      className="absolute top-0 -right-6 z-10 opacity-0 transition-opacity group-hover/row:opacity-100 focus-within:opacity-100 has-data-popup-open:opacity-100"
    >
      <Base.Root>
        <Base.Trigger
          aria-label={t('rowMenu')}
          title={t('rowMenu')}
          className="flex size-6 items-center justify-center rounded-md text-ink-muted hover:bg-hover hover:text-ink data-popup-open:bg-hover [&_svg]:size-4"
        >
          <EllipsisVertical aria-hidden />
        </Base.Trigger>
        <Base.Portal container={place}>
          <Base.Positioner align="end" sideOffset={4} className="z-50">
            <Base.Popup className="popup w-80 p-1">
              <MenuChoice icon={<GitFork aria-hidden />} title={t('forkHere')} onSelect={() => fork(seq)}>
                {t('forkHereText')}
              </MenuChoice>
              {ownWords !== null && firstSeq > 1 ? (
                <MenuChoice
                  icon={<Undo2 aria-hidden />}
                  title={t('forkBefore')}
                  onSelect={() => fork(firstSeq - 1, ownWords)}
                >
                  {t('forkBeforeText')}
                </MenuChoice>
              ) : null}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
