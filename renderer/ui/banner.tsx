import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

const looks = {
  info: { box: 'bg-accent-soft', icon: <Info aria-hidden className="text-accent" /> },
  warning: { box: 'bg-asked-soft', icon: <TriangleAlert aria-hidden className="text-asked" /> },
  danger: { box: 'bg-denied-soft', icon: <CircleAlert aria-hidden className="text-denied" /> },
} as const;

export interface BannerProps {
  tone?: keyof typeof looks;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A state that lasts; announced politely. For what passes, use a toast. */
export function Banner({ tone = 'info', children, action, className }: BannerProps) {
  return (
    <div
      role="status"
      className={classNames('flex items-start gap-3 rounded-lg px-4 py-2.5', looks[tone].box, className)}
    >
      <span className="flex h-5 items-center [&_svg]:size-4">{looks[tone].icon}</span>
      <div className="min-w-0 flex-1 text-ink select-text">{children}</div>
      {action ? <div className="-my-1 shrink-0">{action}</div> : null}
    </div>
  );
}
