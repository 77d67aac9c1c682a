import type { ReactNode } from 'react';

/** Words on the left, the control on the right. */
export function SettingRow({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line py-4 first:pt-0 last:border-b-0">
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        {hint ? <div className="mt-0.5 text-sm text-ink-muted">{hint}</div> : null}
      </div>
      <div className="shrink-0">{children}</div>
    </div>
  );
}

export function SettingGroup({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="mb-9" aria-label={title}>
      <header className="mb-3 flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-56 flex-1">
          <h3 className="text-md font-semibold">{title}</h3>
          {hint ? <p className="mt-0.5 text-sm text-ink-muted">{hint}</p> : null}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
