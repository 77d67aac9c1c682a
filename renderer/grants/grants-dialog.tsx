import { useTranslation } from 'react-i18next';
import { type CallGrant, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Badge, Button, Dialog, ErrorState, RelativeTime, Skeleton, toast } from '../ui/index.ts';
import { GrantForm } from './grant-form.tsx';
import { useGrantWords } from './grant-words.ts';
import { openGrants, useOpenGrants } from './open-grants.ts';

/** What one task may do without asking: read, narrowed, added and taken back here, and nowhere by a yes or no. */
export function GrantsDialog() {
  const { t } = useTranslation('grants');
  const { sessionId, draft } = useOpenGrants();
  return (
    <Dialog
      isOpen={sessionId !== null}
      onClose={openGrants.close}
      title={t('title')}
      description={t('lead')}
      width="md"
    >
      {sessionId === null ? null : (
        <div className="space-y-5">
          {draft ? <GrantForm key={draft.text} sessionId={sessionId} draft={draft} /> : null}
          <Grants sessionId={sessionId} />
        </div>
      )}
    </Dialog>
  );
}

function Grants({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('grants');
  const grants = useEndpoint('listCallGrants', { params: { id: sessionId }, isFresh: true });
  if (grants.isPending) return <Skeleton lines={2} />;
  if (!grants.data) return <ErrorState error={grants.error} onRetry={() => grants.refetch()} />;
  if (grants.data.data.length === 0) return <p className="text-ink-muted">{t('none')}</p>;
  return (
    <ul aria-label={t('title')} className="divide-y divide-line rounded-lg border border-line">
      {grants.data.data.map((grant) => (
        <GrantRow key={grant.id} grant={grant} sessionId={sessionId} />
      ))}
    </ul>
  );
}

function GrantRow({ grant, sessionId }: { grant: CallGrant; sessionId: string }) {
  const { t } = useTranslation('grants');
  const { sentence } = useGrantWords();
  const revoke = useEndpointMutation('revokeCallGrant', ['sessions']);
  const done = { onSuccess: () => toast.done(t('revoked')), onError: showFailure };
  return (
    <li className="flex items-center gap-3 px-3 py-2.5">
      <div className="min-w-0 flex-1 select-text">
        <p>
          <VisibleText text={sentence(grant)} />{' '}
          <Badge className="align-baseline">{t(`effect_${grant.effect}`)}</Badge>
        </p>
        <p className="mt-0.5 text-sm text-ink-faint">
          {t('uses', { count: grant.uses })} · <RelativeTime at={grant.created_at} />
        </p>
      </div>
      <Button
        size="sm"
        isBusy={revoke.isPending}
        onClick={() => revoke.mutate({ params: { id: sessionId, grantId: grant.id } }, done)}
      >
        {t('revoke')}
      </Button>
    </li>
  );
}
