import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Fact } from '../api/index.ts';
import { Badge } from '../ui/index.ts';
import { hrefOf } from './use-memory-place.ts';

const predicates = [
  'lives_in', 'works_at', 'works_as', 'born', 'married_to', 'allergic_to', 'dislikes', 'prefers', 'likes', 'decided',
] as const; // biome-ignore format: a list of names

type Translate = TFunction<'palace'>;

/** Who, and what of them: the words before a fact's object. */
export function factWords(t: Translate, fact: Pick<Fact, 'subject' | 'subject_name' | 'predicate'>): string {
  const who = fact.subject === 'owner' ? t('owner') : fact.subject_name;
  const known = predicates.find((each) => each === fact.predicate);
  return `${who} · ${known ? t(`predicates.${known}`) : fact.predicate.replace(/^attribute:/, '')}`;
}

/** When a fact holds, in words. */
export function factPeriod(t: Translate, fact: Fact, language: string): string {
  const day = (time: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(time));
  const [from, to] = [fact.valid_from, fact.valid_to];
  if (from && to) return t('from', { from: day(from), to: day(to) });
  if (to) return t('until', { date: day(to) });
  return from ? t('since', { date: day(from) }) : t('toldOn', { date: day(fact.learned_at) });
}

/** One fact: what holds, since when, how sure, and where it was said. */
export function FactRow({
  fact,
  hasSource = true,
  action,
}: {
  fact: Fact;
  hasSource?: boolean;
  action?: React.ReactNode;
}) {
  const { t, i18n } = useTranslation('palace');
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2">
      <span
        className={`min-w-0 text-sm break-words text-ink-muted ${hasSource ? 'w-36 shrink-0' : 'w-full'}`}
      >
        {factWords(t, fact)}
      </span>
      <span className={`min-w-40 flex-1 break-words select-text ${fact.valid_to ? 'text-ink-muted' : ''}`}>
        {fact.object}
      </span>
      <span className="ml-auto flex flex-wrap items-baseline justify-end gap-x-3 gap-y-0.5 text-sm">
        {fact.contradicts.length > 0 ? (
          <a href={`#${hrefOf({ view: 'settle' })}`} title={t('contradictedHint')} className="no-underline">
            <Badge tone="asked">{t('contradicted')}</Badge>
          </a>
        ) : null}
        <span className="text-ink-muted">{factPeriod(t, fact, i18n.language)}</span>
        <span title={t('confidenceHint')} className="text-ink-faint tabular-nums">
          {t('confidence', { percent: Math.round(fact.confidence * 100) })}
        </span>
        {hasSource ? (
          <a href={`#${hrefOf({ drawer: fact.drawer_id })}`} title={fact.source.text}>
            {t('toSource')}
          </a>
        ) : null}
        {action}
      </span>
    </li>
  );
}
