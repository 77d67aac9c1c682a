import { GitFork } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type SessionDetail, useEndpoint } from '../api/index.ts';
import { links, navigate } from '../router/router.ts';
import { Menu, MenuItem, RelativeTime } from '../ui/index.ts';

const chip =
  'flex h-6 shrink-0 items-center gap-1.5 rounded-full border border-line-strong px-2.5 text-sm whitespace-nowrap text-ink-muted hover:bg-hover hover:text-ink [&>svg]:size-3.5';

/** Where a session was forked from, and what was forked from it. */
export function ForksChip({ session }: { session: SessionDetail }) {
  const { t } = useTranslation('forks');
  return (
    <>
      {session.forked_from ? <Parent from={session.forked_from} /> : null}
      {session.forks.length > 0 ? (
        <Menu
          align="start"
          trigger={
            <button type="button" title={t('forksTitle')} className={chip}>
              <GitFork aria-hidden />
              {t('forks', { count: session.forks.length })}
            </button>
          }
        >
          {session.forks.map((fork) => (
            <MenuItem key={fork.id} icon={<GitFork />} onSelect={() => navigate(links.session(fork.id))}>
              {fork.title} <RelativeTime at={fork.created_at} className="ml-2 text-sm text-ink-muted" />
            </MenuItem>
          ))}
        </Menu>
      ) : null}
    </>
  );
}

function Parent({ from }: { from: NonNullable<SessionDetail['forked_from']> }) {
  const { t } = useTranslation('forks');
  const parent = useEndpoint('getSession', { params: { id: from.session_id } }).data;
  const title = parent ? t('forkedFrom', { title: parent.title }) : t('forkOf');
  return (
    <a
      href={`#${links.session(from.session_id, from.seq)}`}
      title={`${title}. ${t('forkedFromTitle')}`}
      className={chip}
    >
      <GitFork aria-hidden />
      {t('forkOf')} <span className="max-w-40 truncate">{parent?.title}</span>
    </a>
  );
}
