import type { KeyboardEvent } from 'react';

const rows = '[data-row]:not([aria-disabled="true"])';

/** Arrow keys, Home and End move the focus among the `[data-row]` elements inside. Put it on the list as onKeyDown. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target instanceof HTMLInputElement && event.key !== 'ArrowDown' && event.key !== 'ArrowUp')
    return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(rows)];
  const at = all.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
}
