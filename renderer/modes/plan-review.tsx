import { ListChecks } from 'lucide-react';
import { useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PlanStep, useEndpoint } from '../api/index.ts';
import { useArmed, useNotices, VisibleText, visibleString, withoutEnter } from '../approvals/index.ts';
import { Button, Refusal, Textarea } from '../ui/index.ts';
import { draftOf, stepsOf, usePlanDrafts } from './plan-drafts.ts';
import { PlanEditor } from './plan-editor.tsx';
import { usePlanAnswer } from './use-plan-answer.ts';

export interface PlanReviewProps {
  sessionId: string;
  toolUseId: string;
  goal: string;
  steps: readonly PlanStep[];
}

/** A plan that waits: the owner reads and edits it, then approves or rejects. Nothing in it approves by Enter. */
export function PlanReview({ sessionId, toolUseId, goal, steps: proposed }: PlanReviewProps) {
  const { t } = useTranslation('modes');
  const id = useId();
  const draft = usePlanDrafts((state) => state.byPlan[toolUseId]);
  const setDraft = usePlanDrafts((state) => state.setDraft);
  const announce = useNotices((state) => state.announce);
  const original = useMemo(() => draftOf(proposed), [proposed]);
  useEffect(() => {
    announce(t('announcePlan', { goal: visibleString(goal).slice(0, 300) }));
  }, [announce, goal, t]);
  const steps = draft ?? original;
  return (
    <section
      data-stays-put
      aria-labelledby={id}
      className="rounded-xl border border-line-strong bg-raised shadow-low"
    >
      <header className="flex items-center gap-2 rounded-t-xl border-b border-line bg-asked-soft px-4 py-2">
        <ListChecks aria-hidden className="size-4 text-asked" />
        <p className="text-sm font-medium text-asked">{t('planReview')}</p>
      </header>
      <div className="px-4 pt-3 pb-2">
        <h2
          id={id}
          className="text-md font-semibold [overflow-wrap:anywhere] whitespace-pre-wrap select-text"
        >
          <VisibleText text={goal} />
        </h2>
        <PlanEditor
          steps={steps}
          isChanged={draft !== undefined}
          onChange={(next) => setDraft(toolUseId, next)}
        />
      </div>
      <PlanFooter sessionId={sessionId} plan={{ toolUseId, goal }} steps={stepsOf(steps)} />
    </section>
  );
}

interface PlanFooterProps {
  sessionId: string;
  plan: { toolUseId: string; goal: string };
  steps: PlanStep[];
}

function PlanFooter({ sessionId, plan, steps }: PlanFooterProps) {
  const { t } = useTranslation('modes');
  const [note, setNote] = useState<string | null>(null);
  const id = useId();
  const answering = usePlanAnswer(plan);
  const isArmed = useArmed(plan.toolUseId);
  const mode = useEndpoint('getMode', { params: { id: sessionId } }).data?.mode;
  const isByPlan = mode === undefined || mode === 'plan_first';
  const incomplete = steps.findIndex((step) => step.title === '');
  const obstacle = !isByPlan
    ? t('planGone')
    : steps.length === 0
      ? t('fewSteps')
      : incomplete >= 0
        ? t('stepIncomplete', { number: incomplete + 1 })
        : null;
  const { pending } = answering;
  const hasNote = note !== null && note.trim() !== '';
  return (
    <footer className="space-y-2.5 border-t border-line px-4 py-3">
      <Refusal error={answering.failure} />
      {note === null ? null : (
        <div>
          <label htmlFor={id} className="mb-1 block text-sm font-medium">
            {t('noted')}
          </label>
          <Textarea
            id={id}
            // the owner has just asked for it
            ref={(field) => {
              if (field && note === '') field.focus();
            }}
            value={note}
            rows={2}
            maxLength={4000}
            className="min-h-14"
            placeholder={t('notePlaceholder')}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
      )}
      <p className="text-sm text-ink-muted">{obstacle ?? t('approveHint')}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Button isBusy={pending === 'reject'} onClick={() => answering.reject(note ?? '')}>
          {t(hasNote ? 'rejectNoted' : 'reject')}
        </Button>
        {note === null ? (
          <Button variant="ghost" onClick={() => setNote('')}>
            {t('noteButton')}
          </Button>
        ) : null}
        <Button
          variant="primary"
          isBusy={pending === 'approve'}
          disabled={!isArmed || obstacle !== null || pending !== null}
          onKeyDown={withoutEnter}
          onClick={() => answering.approve(steps, note ?? '')}
          className={obstacle === null ? 'ml-auto disabled:opacity-100' : 'ml-auto'}
        >
          {t(hasNote ? 'approveNoted' : 'approve')}
        </Button>
      </div>
    </footer>
  );
}
