import { useTranslation } from 'react-i18next';
import type { SessionContext } from '../api/index.ts';
import { formatCount } from '../lib/amounts.ts';
import { classNames } from '../lib/class-names.ts';

/** In the order of the bar; what is free stands last and has no colour. */
const categories = [
  { name: 'charter', colour: 'bg-ink-muted' },
  { name: 'instructions', colour: 'bg-ink-muted/60' },
  { name: 'tools', colour: 'bg-ink-muted/30' },
  { name: 'memory', colour: 'bg-asked' },
  { name: 'skills', colour: 'bg-asked/50' },
  { name: 'summary', colour: 'bg-accent/50' },
  { name: 'transcript', colour: 'bg-accent' },
  { name: 'free', colour: 'bg-sunken border border-line' },
] as const;

/** How the window is filled, by what each part is for; the rows together are the whole window. */
export function ContextBar({ context }: { context: SessionContext }) {
  const { t, i18n } = useTranslation('session');
  const count = (value: number) => formatCount(value, i18n.language);
  const shown = categories.filter(({ name }) => context.categories[name] > 0 || name === 'free');
  return (
    <>
      <p className="text-sm text-ink-muted tabular-nums">
        {t('contextUsed', { used: count(context.used_tokens), window: count(context.window_tokens) })}
      </p>
      <div aria-hidden className="mt-2 flex h-2 gap-px overflow-hidden rounded-full bg-sunken">
        {shown.map(({ name, colour }) =>
          name === 'free' ? null : (
            <span key={name} className={colour} style={{ flexGrow: context.categories[name] }} />
          ),
        )}
        <span style={{ flexGrow: Math.max(0, context.window_tokens - context.used_tokens) }} />
      </div>
      <dl className="mt-2 space-y-0.5 text-sm">
        {shown.map(({ name, colour }) => (
          <div key={name} className="flex items-center gap-2">
            <span aria-hidden className={classNames('size-2.5 shrink-0 rounded-sm', colour)} />
            <dt className="flex-1">{t(`category.${name}`)}</dt>
            <dd className="text-ink-muted tabular-nums">{count(context.categories[name])}</dd>
          </div>
        ))}
        <div className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 shrink-0 rounded-sm border border-dashed border-line" />
          <dt className="flex-1">{t('reservedForAnswer')}</dt>
          <dd className="text-ink-muted tabular-nums">{count(context.reserved_tokens)}</dd>
        </div>
      </dl>
    </>
  );
}
