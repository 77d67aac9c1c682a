import { GitFork } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SessionDetail } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { links } from '../router/router.ts';

/** Under the row at which a session was forked: the ways to its forks. */
export function ForkLinks({ forks }: { forks: SessionDetail['forks'] }) {
  const { t } = useTranslation('forks');
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-sm text-ink-muted">
      <GitFork aria-hidden className="size-3.5 text-ink-faint" />
      {t('forkedHere')}
      {forks.map((fork) => (
        <a
          key={fork.id}
          href={`#${links.session(fork.id)}`}
          className="rounded-sm [overflow-wrap:anywhere] text-accent underline decoration-current/40 underline-offset-2 hover:decoration-current"
        >
          <VisibleText text={fork.title} />
        </a>
      ))}
    </p>
  );
}
