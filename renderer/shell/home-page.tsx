import { FolderOpen, FolderTree, GitCompareArrows, Plus, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { Banner, Button, buttonClasses, ListRow, moveAmongRows, RelativeTime } from '../ui/index.ts';
import { StatusDot } from './status-dot.tsx';
import { useNewSession } from './use-new-session.ts';

/** Where one starts: what waits, what could be done, what was done last. */
export function HomePage() {
  const { t } = useTranslation('shell');
  const newSession = useNewSession();
  const pending = useEndpoint('getStatus').data?.pending ?? 0;
  const hasModel = useEndpoint('getStatus').data?.model.state !== 'not_set';
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-170 flex-col gap-8 px-8 pt-[12vh] pb-12">
        <header>
          <h1 className="font-display text-2xl font-semibold tracking-tight">{t('homeQuestion')}</h1>
          <p className="mt-2 max-w-130 text-md text-ink-muted">{t('homeLead')}</p>
          <div className="mt-5 flex flex-wrap gap-2">
            <Button variant="primary" size="lg" icon={<Plus />} onClick={() => newSession()}>
              {t('newSession')}
            </Button>
            <Button size="lg" icon={<FolderOpen />} onClick={() => newSession({ withFolder: true })}>
              {t('newSessionFolder')}
            </Button>
          </div>
        </header>
        {pending > 0 ? (
          <Banner
            tone="warning"
            action={
              <a href={`#${links.approvals}`} className={buttonClasses('secondary', 'sm')}>
                {t('homeWaitingAction')}
              </a>
            }
          >
            {t('homeWaiting', { count: pending })}
          </Banner>
        ) : null}
        {hasModel ? <Ideas /> : null}
        <Recent />
      </div>
    </div>
  );
}

const ideas = [
  { title: 'ideaNumbers', text: 'ideaNumbersText', icon: <Table2 /> },
  { title: 'ideaOrder', text: 'ideaOrderText', icon: <FolderTree /> },
  { title: 'ideaCompare', text: 'ideaCompareText', icon: <GitCompareArrows /> },
] as const;

function Ideas() {
  const { t } = useTranslation('shell');
  const newSession = useNewSession();
  return (
    <ul className="grid grid-cols-3 gap-3">
      {ideas.map((idea) => (
        <li key={idea.title} className="flex">
          <button
            type="button"
            onClick={() => newSession({ draft: t(idea.text) })}
            className="flex flex-1 flex-col rounded-lg border border-line bg-raised p-4 text-left shadow-low transition-colors hover:border-line-strong [&>svg]:mb-3 [&>svg]:size-5 [&>svg]:stroke-[1.75] [&>svg]:text-accent"
          >
            {idea.icon}
            <span className="font-medium">{t(idea.title)}</span>
            <span className="mt-1 text-sm text-ink-muted">{t(idea.text)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Recent() {
  const { t } = useTranslation('shell');
  const rows = useEndpoint('listSessions', { query: { limit: 5 } }).data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <h2 id="recent" className="mb-1 text-sm font-medium text-ink-muted">
        {t('homeRecent')}
      </h2>
      <ul className="-mx-2.5" onKeyDown={moveAmongRows}>
        {rows.map((row) => (
          <li key={row.id}>
            <ListRow href={`#${links.session(row.id)}`} className="flex items-center gap-2.5 py-2">
              <StatusDot row={row} />
              <span className="shrink-0 truncate">{row.title}</span>
              <span className="min-w-0 flex-1 truncate text-ink-faint">{row.snippet?.text}</span>
              <RelativeTime at={row.last_event_at} className="shrink-0 text-sm text-ink-faint" />
            </ListRow>
          </li>
        ))}
      </ul>
    </section>
  );
}
