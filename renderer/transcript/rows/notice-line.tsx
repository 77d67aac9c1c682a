import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { VisibleText } from '../../approvals/index.ts';
import { classNames } from '../../lib/class-names.ts';
import { useOpenRows } from '../open-rows.ts';

/** One quiet line. */
export function NoticeLine({
  icon,
  title,
  action,
  children,
}: {
  icon: ReactNode;
  title?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      title={title}
      className="flex items-start gap-2 py-0.5 text-ink-muted select-text [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint"
    >
      {icon}
      <p className="min-w-0">
        {children}
        {action ? <span className="ml-2">{action}</span> : null}
      </p>
    </div>
  );
}

/** One line that opens to what is behind it. */
export function NoticeDisclosure({
  rowKey,
  icon,
  title,
  children,
}: {
  rowKey: string;
  icon: ReactNode;
  title: ReactNode;
  children: ReactNode;
}) {
  const isOpen = useOpenRows((state) => state.open[rowKey] ?? false);
  const toggle = useOpenRows((state) => state.toggle);
  return (
    <div>
      <button
        type="button"
        data-transcript-row
        aria-expanded={isOpen}
        onClick={() => toggle(rowKey)}
        className="-mx-2 flex min-h-7 w-[calc(100%+1rem)] items-start gap-2 rounded-md px-2 py-1 text-left text-ink-muted transition-colors hover:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint"
      >
        {icon}
        <span className="min-w-0 flex-1">{title}</span>
        <ChevronRight aria-hidden className={classNames('transition-transform', isOpen && 'rotate-90')} />
      </button>
      {isOpen ? (
        <div className="mt-1 ml-2 space-y-2 border-l-2 border-line pl-4 text-ink-muted select-text">
          {children}
        </div>
      ) : null}
    </div>
  );
}

export function Name({ text }: { text: string }) {
  return (
    <strong className="font-medium text-ink">
      <VisibleText text={text} />
    </strong>
  );
}
