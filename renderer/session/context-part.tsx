import { useTranslation } from 'react-i18next';
import type { SessionContext } from '../api/index.ts';
import { formatCount } from '../lib/amounts.ts';
import { classNames } from '../lib/class-names.ts';
import { links } from '../router/router.ts';

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

/** What the model's view is made of, and what was taken out of it. */
export function ContextPart({ context }: { context: SessionContext }) {
  const { t, i18n } = useTranslation('session');
  const count = (value: number) => formatCount(value, i18n.language);
  const shown = categories.filter(({ name }) => context.categories[name] > 0 || name === 'free');
  const summary = context.compactions.findLast((one) => one.in_effect);
  return (
    <section>
      <h2 className="font-medium">{t('context')}</h2>
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
      </dl>
      {context.cleared.length > 0 ? (
        <p className="mt-2 text-sm text-ink-muted">{t('cleared', { count: context.cleared.length })}</p>
      ) : null}
      {summary ? (
        <p className="mt-2 text-sm text-ink-muted">
          {t('summarised')}{' '}
          <a
            href={`#${links.session(context.session_id, summary.seq)}`}
            className="rounded-sm text-accent underline-offset-2 hover:underline"
          >
            {t('summarisedOpen')}
          </a>
        </p>
      ) : null}
    </section>
  );
}
