import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** Read aloud, and shown as a tooltip. */
  label: string;
  icon: ReactNode;
  /** Shown beside the label in the tooltip, for example `Ctrl+N`. */
  shortcut?: string;
  size?: 'sm' | 'md';
  hasTooltip?: boolean;
}

export function IconButton({
  label,
  icon,
  shortcut,
  size = 'md',
  hasTooltip = true,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-muted transition-colors',
        'hover:bg-hover hover:text-ink active:bg-pressed disabled:pointer-events-none disabled:opacity-50',
        'data-popup-open:bg-hover data-popup-open:text-ink',
        size === 'sm' ? 'size-7 [&_svg]:size-4' : 'size-8 [&_svg]:size-4.5',
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  );
  if (!hasTooltip) return button;
  return <Tooltip text={label} {...(shortcut === undefined ? {} : { shortcut })} trigger={button} />;
}
