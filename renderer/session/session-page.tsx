import { MessageSquareOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SessionAlarms } from '../alarms/index.ts';
import { ApiError, type SessionDetail, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { ApprovalPanel } from '../approvals/index.ts';
import { Composer } from '../composer/index.ts';
import { OfferedFolders } from '../forks/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { DryRunPanel } from '../modes/index.ts';
import { links } from '../router/router.ts';
import { Transcript } from '../transcript/index.ts';
import { Banner, Button, buttonClasses, Empty, ErrorPane, ErrorState } from '../ui/index.ts';
import { isImported } from './is-imported.ts';
import { SessionHeader } from './session-header.tsx';

export interface SessionPageProps {
  sessionId: string;
  /** Position to show and mark; null: the newest. */
  eventSeq: number | null;
}

/** The frame of a session: header, transcript, what waits for an answer, composer. */
export function SessionPage({ sessionId, eventSeq }: SessionPageProps) {
  const session = useEndpoint('getSession', { params: { id: sessionId } });
  if (session.error instanceof ApiError && session.error.status === 404) return <Gone />;
  if (session.error && !session.data)
    return <ErrorState error={session.error} onRetry={() => session.refetch()} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <SessionHeader sessionId={sessionId} session={session.data} />
      <div className="min-h-0 flex-1">
        <ErrorPane resetKey={sessionId}>
          <Transcript sessionId={sessionId} eventSeq={eventSeq} />
        </ErrorPane>
      </div>
      <ErrorPane resetKey={sessionId}>
        {session.data && !session.data.archived_at ? (
          <>
            <OfferedFolders session={session.data} />
            <DryRunPanel sessionId={sessionId} />
          </>
        ) : null}
        <SessionAlarms sessionId={sessionId} />
        <ApprovalPanel sessionId={sessionId} />
        <Foot sessionId={sessionId} session={session.data} />
      </ErrorPane>
    </div>
  );
}

/** The composer, or why there is none. */
function Foot({ sessionId, session }: { sessionId: string; session: SessionDetail | undefined }) {
  const { t } = useTranslation('session');
  const unarchive = useEndpointMutation('unarchiveSession', ['sessions']);
  if (session?.archived_at) {
    return (
      <div className="p-4">
        <Banner
          action={
            isImported(session) ? null : (
              <Button
                size="sm"
                isBusy={unarchive.isPending}
                onClick={() => unarchive.mutate({ params: { id: sessionId } }, { onError: showFailure })}
              >
                {t('unarchive')}
              </Button>
            )
          }
        >
          {t(isImported(session) ? 'importedBanner' : 'archivedBanner')}
        </Banner>
      </div>
    );
  }
  if (session?.status === 'terminated') {
    return (
      <div className="p-4">
        <Banner>{t('terminatedBanner')}</Banner>
      </div>
    );
  }
  return <Composer sessionId={sessionId} />;
}

function Gone() {
  const { t } = useTranslation(['session', 'shell']);
  return (
    <Empty
      icon={<MessageSquareOff />}
      title={t('gone')}
      className="h-full"
      isPage
      action={
        <a href={`#${links.home}`} className={buttonClasses()}>
          {t('shell:home')}
        </a>
      }
    >
      {t('goneText')}
    </Empty>
  );
}
