import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

/** `allowed`, `asked`, `denied` and `blocked` are the verdicts of the gate; `asked` also says "take care". */
export type Tone = 'neutral' | 'accent' | 'allowed' | 'asked' | 'denied' | 'blocked';

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'bg-hover text-ink-muted',
  accent: 'bg-accent-soft text-accent',
  allowed: 'bg-allowed-soft text-allowed',
  asked: 'bg-asked-soft text-asked',
  denied: 'bg-denied-soft text-denied',
  blocked: 'bg-blocked-soft text-blocked',
};

export function Badge({
  tone = 'neutral',
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3',
        tones[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** A number that waits for the owner. */
export function CountBadge({ count, label }: { count: number; label: string }) {
  if (count === 0) return null;
  return (
    <span className="inline-flex h-5 min-w-5 shrink-0 items-center justify-center rounded-full bg-asked-soft px-1.5 text-xs font-semibold text-asked tabular-nums">
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
