import type { ReactNode } from 'react';

/** A titled part of an opened card. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="mb-1 text-xs font-medium text-ink-muted">{title}</h4>
      {children}
    </div>
  );
}
