import { VisibleText } from '../visible/visible-text.tsx';

/** The arguments of a call, each in full and wrapped; for calls that change no file one could compare. What `shown` has word for word stands above already. */
export function InputFields({ input, shown = [] }: { input: unknown; shown?: readonly string[] }) {
  const all = typeof input === 'object' && input !== null ? Object.entries(input) : [['', input] as const];
  const fields = all.filter(
    ([, value]) => typeof value !== 'string' || value === '' || !shown.some((text) => text.includes(value)),
  );
  if (fields.length === 0) return null;
  return (
    <dl className="space-y-2">
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt className="font-mono text-xs text-ink-muted">
            <VisibleText text={name} />
          </dt>
          <dd className="mt-0.5 rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap">
            <VisibleText text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
