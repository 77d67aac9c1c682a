import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { Banner, Button } from '../ui/index.ts';
import { Inbox } from './inbox/inbox.tsx';
import { useNotices } from './notices.ts';
import { SessionApprovals } from './session-approvals.tsx';
import { visibleString } from './visible/visible-text.ts';

export interface ApprovalPanelProps {
  /** Waiting approvals of one session; null: approvals and questions of all (the inbox page). */
  sessionId: string | null;
}

/** What waits for a decision of the owner. Nothing here when nothing waits. */
export function ApprovalPanel({ sessionId }: ApprovalPanelProps) {
  return (
    <>
      <Announcements sessionId={sessionId} />
      <Explained key={sessionId} isPage={sessionId === null} />
      {sessionId === null ? <Inbox /> : <SessionApprovals sessionId={sessionId} />}
    </>
  );
}

/** Tells a screen reader that somebody waits, also when the focus stays where the owner is typing. */
function Announcements({ sessionId }: { sessionId: string | null }) {
  const { t } = useTranslation('approvals');
  const query = { status: 'pending' as const, ...(sessionId === null ? {} : { session_id: sessionId }) };
  const first = useEndpoint('listApprovals', { query }).data?.data[0];
  const { announcement, announce } = useNotices();
  const sentence = first?.preview.sentence;
  useEffect(() => {
    if (sentence !== undefined)
      announce(t('announceAsked', { sentence: visibleString(sentence).slice(0, 300) }));
  }, [sentence, announce, t]);
  return (
    <div role="status" aria-live="assertive" className="sr-only">
      {announcement}
    </div>
  );
}

function Explained({ isPage }: { isPage: boolean }) {
  const { t } = useTranslation(['approvals', 'common']);
  const { explanation, explain } = useNotices();
  // it belongs to what is on the page, not to the next session
  useEffect(() => () => explain(null), [explain]);
  if (!explanation) return null;
  return (
    <div className={isPage ? 'mb-4' : 'mx-auto w-full max-w-200 px-6 pb-2'}>
      <Banner
        tone="warning"
        action={
          <Button size="sm" onClick={() => explain(null)}>
            {t('common:close')}
          </Button>
        }
      >
        <p className="font-medium">
          {explanation.sentence} {explanation.nextStep}
        </p>
        <p className="text-ink-muted">
          {t('tooLate', { subject: visibleString(explanation.subject).slice(0, 300) })}
        </p>
      </Banner>
    </div>
  );
}
