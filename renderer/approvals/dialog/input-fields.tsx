import { VisibleText } from '../visible/visible-text.tsx';

// of these the facts say all that leaves, and an empty list says nothing; of a foreign tool's it may say “all of them”
const requests = ['fetch', 'send_to_url'];

/** Whether every word of a value stands in `shown`: of a request's lists and headers each entry. Of anything else only texts are looked for. */
function saysNothingNew(value: unknown, shown: readonly string[], isRequest: boolean): boolean {
  const isShown = (text: unknown) =>
    typeof text === 'string' && text !== '' && shown.some((each) => each.includes(text));
  if (!isRequest || typeof value !== 'object' || value === null) return isShown(value);
  if (Array.isArray(value)) return value.every(isShown);
  return Object.entries(value).every(([name, text]) => isShown(`${name}: ${text}`));
}

/** The arguments of a call, each in full and wrapped; for calls that change no file one could compare. What `shown` has word for word stands above already. */
export function InputFields({
  input,
  shown = [],
  tool = null,
}: {
  input: unknown;
  shown?: readonly string[];
  tool?: string | null;
}) {
  const all = typeof input === 'object' && input !== null ? Object.entries(input) : [['', input] as const];
  const fields = all.filter(([, value]) => !saysNothingNew(value, shown, requests.includes(tool ?? '')));
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
