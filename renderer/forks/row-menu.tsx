import { Menu as Base } from '@base-ui/react/menu';
import { EllipsisVertical, GitFork, Undo2 } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
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
              <Choice icon={<GitFork aria-hidden />} title={t('forkHere')} onSelect={() => fork(seq)}>
                {t('forkHereText')}
              </Choice>
              {ownWords !== null && firstSeq > 1 ? (
                <Choice
                  icon={<Undo2 aria-hidden />}
                  title={t('forkBefore')}
                  onSelect={() => fork(firstSeq - 1, ownWords)}
                >
                  {t('forkBeforeText')}
                </Choice>
              ) : null}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}

function Choice(props: { icon: ReactNode; title: string; children: string; onSelect: () => void }) {
  return (
    <Base.Item
      onClick={props.onSelect}
      className="flex cursor-default gap-3 rounded-md px-3 py-2 outline-none data-highlighted:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted"
    >
      {props.icon}
      <span>
        <span className="block font-medium">{props.title}</span>
        <span className="block text-sm text-ink-muted">{props.children}</span>
      </span>
    </Base.Item>
  );
}
