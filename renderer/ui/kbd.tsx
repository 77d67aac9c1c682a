import { Fragment } from 'react';

const isMac = navigator.platform.startsWith('Mac');
const macNames: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' };

/** One shortcut, written `Ctrl+Shift+A`; on a Mac it shows as ⌘⇧A. */
export function Kbd({ keys }: { keys: string }) {
  const parts = keys.split('+').map((part) => part || '+');
  return (
    <span className="inline-flex items-center gap-0.5">
      {parts.map((part) => (
        <Fragment key={part}>
          <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-sunken px-1 font-sans text-xs text-ink-muted">
            {isMac ? (macNames[part] ?? part) : part}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}
