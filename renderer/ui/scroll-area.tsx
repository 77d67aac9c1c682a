import type { ComponentProps } from 'react';
import { classNames } from '../lib/class-names.ts';

/** Scrolls vertically, never sideways. `label` makes it reachable by keyboard where nothing inside is. */
export function ScrollArea({ label, className, ...rest }: ComponentProps<'section'> & { label?: string }) {
  return (
    <section
      aria-label={label}
      tabIndex={label ? 0 : undefined}
      className={classNames('ring-inside min-h-0 overflow-x-hidden overflow-y-auto', className)}
      {...rest}
    />
  );
}
