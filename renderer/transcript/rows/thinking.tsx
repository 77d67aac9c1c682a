import { ChevronRight, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { useOpenRows } from '../open-rows.ts';

/** A finished thought: one line, its words when opened. */
export function Thinking({ rowKey, text }: { rowKey: string; text: string }) {
  const { t } = useTranslation('transcript');
  const isOpen = useOpenRows((state) => state.open[rowKey] ?? false);
  const first = text.trim().split('\n', 1)[0] ?? '';
  return (
    <div>
      <ThinkingLine rowKey={rowKey} title={t('thought')} preview={isOpen ? '' : first.slice(0, 200)} />
      {isOpen ? <ThinkingText text={text} /> : null}
    </div>
  );
}

export function ThinkingLine({
  rowKey,
  title,
  preview,
  isLive = false,
}: {
  rowKey: string;
  title: string;
  preview: string;
  isLive?: boolean;
}) {
  const isOpen = useOpenRows((state) => state.open[rowKey] ?? false);
  const toggle = useOpenRows((state) => state.toggle);
  return (
    <button
      type="button"
      data-transcript-row
      aria-expanded={isOpen}
      onClick={() => toggle(rowKey)}
      className="-mx-2 flex h-8 w-[calc(100%+1rem)] items-center gap-2 rounded-md px-2 text-left text-ink-muted transition-colors hover:bg-hover"
    >
      <Sparkles
        aria-hidden
        className={classNames('size-4 shrink-0', isLive ? 'animate-pulse text-accent' : 'text-ink-faint')}
      />
      <span className={classNames('shrink-0', isLive && 'animate-pulse')}>{title}</span>
      <span className="min-w-0 flex-1 truncate text-ink-faint">{preview}</span>
      <ChevronRight
        aria-hidden
        className={classNames('size-4 shrink-0 text-ink-faint transition-transform', isOpen && 'rotate-90')}
      />
    </button>
  );
}

export function ThinkingText({ text }: { text: string }) {
  return (
    <p className="mt-1 ml-2 border-l-2 border-line pl-4 [overflow-wrap:anywhere] whitespace-pre-wrap text-ink-muted select-text">
      {text}
    </p>
  );
}
