import { ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Approval, useEndpoint } from '../api/index.ts';
import { ApprovalPanel } from '../approvals/index.ts';
import { links } from '../router/router.ts';
import { Badge, Empty, ErrorState, ListRow, RelativeTime, type Tone } from '../ui/index.ts';
import { PageHeader, PageTitle } from './page-header.tsx';

/** Everything that waits for the owner, from every session, and what was answered. */
export function ApprovalsPage() {
  const { t } = useTranslation('shell');
  const approvals = useEndpoint('listApprovals', { query: { status: 'pending' } });
  const questions = useEndpoint('listQuestions', { query: { status: 'pending' } });
  const plans = useEndpoint('listPlans', { query: {} });
  const isEmpty = [approvals, questions, plans].every(({ data }) => data?.data.length === 0);
  const failed = approvals.error ?? questions.error ?? plans.error;
  return (
    <div className="flex h-full flex-col">
      <PageHeader>
        <PageTitle>{t('approvals')}</PageTitle>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-190 px-6 py-6">
          {failed ? (
            <ErrorState
              error={failed}
              onRetry={() => Promise.all([approvals.refetch(), questions.refetch(), plans.refetch()])}
            />
          ) : null}
          {isEmpty ? (
            <Empty icon={<ShieldCheck />} title={t('approvalsEmpty')}>
              {t('approvalsEmptyText')}
            </Empty>
          ) : (
            <p className="mb-4 text-ink-muted">{failed ? null : t('approvalsLead')}</p>
          )}
          <ApprovalPanel sessionId={null} />
          <Answered />
        </div>
      </div>
    </div>
  );
}

const verdicts = {
  pending: { tone: 'asked', key: 'statusAsks' },
  allowed: { tone: 'allowed', key: 'verdictAllowed' },
  denied: { tone: 'denied', key: 'verdictDenied' },
  void: { tone: 'neutral', key: 'verdictVoid' },
} as const satisfies Record<Approval['status'], { tone: Tone; key: string }>;

function Answered() {
  const { t } = useTranslation('shell');
  const answered = useEndpoint('listApprovals', { query: { status: 'answered' } }).data?.data ?? [];
  const rows = answered.filter((approval) => approval.status !== 'pending');
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="answered" className="mt-8">
      <h2 id="answered" className="mb-2 font-medium">
        {t('approvalsAnswered')}
      </h2>
      <ul className="-mx-2.5">
        {rows.map((approval) => (
          <li key={approval.id}>
            <ListRow href={`#${links.session(approval.session_id)}`} className="flex items-center gap-3 py-2">
              <Badge tone={verdicts[approval.status].tone}>{t(verdicts[approval.status].key)}</Badge>
              <span className="min-w-0 flex-1">
                <span className="block truncate">{approval.preview.sentence}</span>
                {approval.note ? (
                  <span className="block truncate text-sm text-ink-muted">“{approval.note}”</span>
                ) : null}
              </span>
              {approval.answered_at ? (
                <RelativeTime at={approval.answered_at} className="shrink-0 text-sm text-ink-faint" />
              ) : null}
            </ListRow>
          </li>
        ))}
      </ul>
    </section>
  );
}
