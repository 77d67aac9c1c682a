import type { ComponentProps } from 'react';
import { classNames } from '../lib/class-names.ts';

/** A row that is a link: selectable, reachable by Tab and, inside `useListKeys`, by arrow keys. */
export function ListRow({
  isSelected = false,
  className,
  ...rest
}: ComponentProps<'a'> & { isSelected?: boolean }) {
  return (
    <a
      data-row
      aria-current={isSelected ? 'page' : undefined}
      className={classNames(
        'ring-inside block rounded-md px-2.5 py-1.5 no-underline transition-colors hover:bg-hover',
        isSelected && 'bg-pressed hover:bg-pressed',
        className,
      )}
      {...rest}
    />
  );
}
