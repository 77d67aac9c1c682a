import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { useShell } from '../state/shell.ts';

/** The bar on top of a page. Leaves room for the sidebar's opener when that is hidden. */
export function PageHeader({ children, className }: { children: ReactNode; className?: string }) {
  const isSidebarOpen = useShell((state) => state.isSidebarOpen);
  return (
    <header
      className={classNames(
        'flex min-h-13 shrink-0 items-center gap-3 border-b border-line px-5 py-2',
        !isSidebarOpen && 'pl-14',
        className,
      )}
    >
      {children}
    </header>
  );
}

export function PageTitle({ children }: { children: ReactNode }) {
  return <h1 className="font-display text-lg font-semibold">{children}</h1>;
}
