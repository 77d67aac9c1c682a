import type { ReactNode } from 'react';

/** A titled part of an opened card. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-1 text-xs font-medium text-ink-muted">{title}</h3>
      {children}
    </div>
  );
}
