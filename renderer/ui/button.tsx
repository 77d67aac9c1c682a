import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover shadow-low',
  secondary: 'bg-raised text-ink border border-line-strong hover:bg-sunken shadow-low',
  ghost: 'text-ink-muted hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'bg-denied-solid text-accent-ink hover:brightness-90 shadow-low',
  'danger-quiet': 'text-denied border border-line-strong bg-raised hover:bg-denied-soft',
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-7 px-2.5 text-sm gap-1.5 [&_svg]:size-3.5',
  md: 'h-8 px-3 text-base gap-2 [&_svg]:size-4',
  lg: 'h-10 px-4 text-base gap-2 [&_svg]:size-4',
};

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Shows a spinner and takes no clicks, but keeps the focus. */
  isBusy?: boolean;
}

export function buttonClasses(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return classNames(
    'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors',
    'disabled:opacity-50 aria-disabled:opacity-60 disabled:pointer-events-none',
    variants[variant],
    sizes[size],
  );
}

export function Button({
  variant,
  size,
  icon,
  isBusy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(buttonClasses(variant, size), className)}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}
