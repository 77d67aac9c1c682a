import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/index.ts';

export interface PagerProps {
  /** From 0. */
  at: number;
  of: number;
  onMove: (to: number) => void;
}

/** "1 of 3", with a way to the others: the order of answering is the owner's. */
export function Pager({ at, of, onMove }: PagerProps) {
  const { t } = useTranslation('approvals');
  if (of < 2) return null;
  return (
    <div className="flex items-center">
      <IconButton
        size="sm"
        label={t('previous')}
        icon={<ChevronLeft />}
        disabled={at === 0}
        onClick={() => onMove(at - 1)}
      />
      <span className="px-1 text-sm text-ink-muted tabular-nums">{t('position', { at: at + 1, of })}</span>
      <IconButton
        size="sm"
        label={t('next')}
        icon={<ChevronRight />}
        disabled={at === of - 1}
        onClick={() => onMove(at + 1)}
      />
    </div>
  );
}
