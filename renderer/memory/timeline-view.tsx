import { CalendarClock } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ResponseOf, useEndpoint } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { Empty, ErrorState, Field, Input, Skeleton } from '../ui/index.ts';
import { FactRow } from './fact-row.tsx';
import { SubjectField, useSubject } from './subject-field.tsx';
import { TrustBadge } from './trust-badge.tsx';
import { hrefOf } from './use-memory-place.ts';

type Entry = ResponseOf<'getTimeline'>['entries'][number];
const most = 200;

/** What is known of somebody or something, in time: facts from when they hold, and what was said when. */
export function TimelineView() {
  const { t } = useTranslation('palace');
  const subject = useSubject();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const asked = useDeferredValue(subject.asked);
  const query = {
    subject: asked,
    limit: most,
    ...(from ? { from: `${from}T00:00:00Z` } : {}),
    ...(to ? { to: `${to}T23:59:59Z` } : {}),
  };
  const timeline = useEndpoint('getTimeline', { query, enabled: asked !== '', keepPrevious: true });
  const entries = asked === '' ? null : timeline.data?.entries;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
      <div className="mx-auto max-w-4xl">
        <div className="flex flex-wrap items-end gap-4">
          <SubjectField
            label={t('timelineOf')}
            placeholder={t('timelineOfPlaceholder')}
            text={subject.text}
            onChange={subject.setText}
          />
          <Day label={t('timelineFrom')} value={from} onChange={setFrom} />
          <Day label={t('timelineTo')} value={to} onChange={setTo} />
        </div>
        {entries === null ? (
          <Empty icon={<CalendarClock />} title={t('timelineAsk')} className="mt-16">
            {t('timelineAskText')}
          </Empty>
        ) : timeline.isPending ? (
          <Skeleton lines={8} className="mt-6" />
        ) : entries === undefined ? (
          <ErrorState error={timeline.error} onRetry={() => timeline.refetch()} className="mt-10" />
        ) : entries.length === 0 ? (
          <Empty
            icon={<CalendarClock />}
            title={t('timelineEmpty', { name: subject.text.trim() })}
            className="mt-16"
          >
            {t('timelineEmptyText')}
          </Empty>
        ) : (
          <Entries entries={entries} />
        )}
      </div>
    </div>
  );
}

function Day(props: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <div className="w-40">
      <Field label={props.label}>
        {({ id }) => (
          <Input
            id={id}
            type="date"
            value={props.value}
            onChange={(event) => props.onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const { t, i18n } = useTranslation('palace');
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeZone: 'UTC' });
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = day.format(new Date(entry.at));
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  return (
    <>
      <ol aria-label={t('timelineList')} className="mt-5 border-l border-line-strong">
        {[...days].map(([name, list]) => (
          <li key={name} className="relative pb-4 pl-6">
            <span aria-hidden className="absolute top-1.5 -left-[5px] size-2.5 rounded-full bg-accent" />
            <h2 className="text-sm font-medium text-ink-muted">{name}</h2>
            <ul className="divide-y divide-line">
              {list.map((entry) =>
                entry.kind === 'fact' ? (
                  <FactRow key={`fact ${entry.fact.id}`} fact={entry.fact} />
                ) : (
                  <Said key={`drawer ${entry.drawer.id}`} drawer={entry.drawer} />
                ),
              )}
            </ul>
          </li>
        ))}
      </ol>
      {entries.length >= most ? (
        <p className="pl-6 text-sm text-ink-muted">{t('timelineMore', { count: most })}</p>
      ) : null}
    </>
  );
}

function Said({ drawer }: { drawer: Extract<Entry, { kind: 'drawer' }>['drawer'] }) {
  const { i18n } = useTranslation('palace');
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
      <a
        href={`#${hrefOf({ drawer: drawer.id })}`}
        className="line-clamp-3 min-w-40 flex-1 rounded-sm break-words no-underline hover:underline"
      >
        {drawer.text.slice(0, 400)}
      </a>
      <TrustBadge trust={drawer.trust} />
      <span className="text-sm text-ink-faint">{formatAbsolute(drawer.created_at, i18n.language)}</span>
    </li>
  );
}
