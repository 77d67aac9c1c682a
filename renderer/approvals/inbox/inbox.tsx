import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Approval, type Plan, type Question, useEndpoint } from '../../api/index.ts';
import { links } from '../../router/router.ts';
import { Badge, ListRow, moveAmongRows, RelativeTime, Skeleton } from '../../ui/index.ts';
import { ApprovalDialog } from '../dialog/approval-dialog.tsx';
import { QuestionCard } from '../questions/question-card.tsx';
import { useToolName } from '../tool-name.ts';
import { VisibleText } from '../visible/visible-text.tsx';
import { groupBySession, type WaitingGroup } from './group.ts';

/** Everything that waits, by session. One approval is open at a time; there is no way to allow several at once. */
export function Inbox() {
  const approvals = useEndpoint('listApprovals', { query: { status: 'pending' } });
  const questions = useEndpoint('listQuestions', { query: { status: 'pending' } });
  const plans = useEndpoint('listPlans', { query: {} });
  const [chosenId, setChosenId] = useState<string | null>(null);
  if (approvals.isPending || questions.isPending || plans.isPending) return <Skeleton lines={6} />;
  const groups = groupBySession(
    approvals.data?.data ?? [],
    questions.data?.data ?? [],
    plans.data?.data ?? [],
  );
  const ordered = groups.flatMap((group) => group.approvals);
  const current = ordered.find((one) => one.id === chosenId) ?? ordered[0];
  const pager = {
    at: current ? ordered.indexOf(current) : 0,
    of: ordered.length,
    onMove: (to: number) => setChosenId(ordered[to]?.id ?? null),
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move the focus among the rows inside
    <div className="space-y-6" onKeyDown={moveAmongRows}>
      {groups.map((group) => (
        <Group
          key={group.sessionId}
          group={group}
          currentId={current?.id ?? null}
          pager={pager}
          onChoose={setChosenId}
        />
      ))}
    </div>
  );
}

interface GroupProps {
  group: WaitingGroup;
  currentId: string | null;
  pager: { at: number; of: number; onMove: (to: number) => void };
  onChoose: (id: string) => void;
}

function Group({ group, currentId, pager, onChoose }: GroupProps) {
  return (
    <section aria-labelledby={`waiting-${group.sessionId}`}>
      <h2 id={`waiting-${group.sessionId}`} className="mb-2 font-medium">
        <a href={`#${links.session(group.sessionId)}`} className="underline-offset-2 hover:underline">
          <VisibleText text={group.title} />
        </a>
      </h2>
      <div className="space-y-2">
        {group.approvals.map((approval) =>
          approval.id === currentId ? (
            <ApprovalDialog
              key={approval.id}
              approval={approval}
              namesSession
              pager={pager}
              className="max-h-[min(70vh,44rem)]"
            />
          ) : (
            <ClosedRow key={approval.id} approval={approval} onOpen={() => onChoose(approval.id)} />
          ),
        )}
        {group.plans.map((plan) => (
          <WaitingPlan key={plan.tool_use_id} plan={plan} />
        ))}
        {group.questions.map((question) => (
          <WaitingQuestion key={question.tool_use_id} question={question} />
        ))}
      </div>
    </section>
  );
}

function ClosedRow({ approval, onOpen }: { approval: Approval; onOpen: () => void }) {
  const { t } = useTranslation('approvals');
  const nameOf = useToolName();
  return (
    <ListRow
      href={`#${links.approvals}`}
      onClick={(event) => {
        event.preventDefault();
        onOpen();
      }}
      className="flex items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2.5"
    >
      <Badge tone="asked">{nameOf(approval.tool)}</Badge>
      <span className="min-w-0 flex-1 truncate">
        <VisibleText text={approval.preview.sentence} />
      </span>
      {approval.preview.reversible ? null : <Badge tone="denied">{t('irreversible')}</Badge>}
      <RelativeTime at={approval.created_at} className="shrink-0 text-sm text-ink-faint" />
    </ListRow>
  );
}

/** A plan is read and edited where it was proposed. */
function WaitingPlan({ plan }: { plan: Plan }) {
  const { t } = useTranslation(['approvals', 'modes']);
  return (
    <ListRow
      href={`#${links.session(plan.session_id)}`}
      className="flex items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2.5"
    >
      <Badge tone="asked">{t('modes:planReview')}</Badge>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <VisibleText text={plan.goal} />
      </span>
      <span className="shrink-0 text-sm text-ink-muted">
        {t('modes:planWaits', { count: plan.steps.length })}
      </span>
      <RelativeTime at={plan.created_at} className="shrink-0 text-sm text-ink-faint" />
    </ListRow>
  );
}

function WaitingQuestion({ question }: { question: Question }) {
  return (
    <QuestionCard
      toolUseId={question.tool_use_id}
      question={question.question}
      options={question.options}
      why={question.why}
      isByHoldfast={question.asked_by === 'holdfast'}
      state={{ kind: 'waiting' }}
    />
  );
}
