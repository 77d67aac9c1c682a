import { ChevronRight, ClipboardCheck, ClipboardX } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { classNames } from '../lib/class-names.ts';
import { PlanReview } from './plan-review.tsx';
import { StepView } from './step-view.tsx';

export interface PlanCardProps {
  sessionId: string;
  toolUseId: string;
  goal: string;
  /** As proposed. */
  steps: readonly PlanStep[];
  /** As approved; null: it was not. */
  approved: readonly PlanStep[] | null;
  state: 'waiting' | 'approved' | 'rejected' | 'over';
  /** What the agent was told. */
  answer: string;
}

/** A plan in the transcript: to be reviewed while it waits; afterwards what became of it. */
export function PlanCard({ sessionId, toolUseId, goal, steps, approved, state, answer }: PlanCardProps) {
  if (state === 'waiting')
    return <PlanReview sessionId={sessionId} toolUseId={toolUseId} goal={goal} steps={steps} />;
  return <Answered goal={goal} steps={approved ?? steps} proposed={steps} state={state} answer={answer} />;
}

interface AnsweredProps extends Pick<PlanCardProps, 'goal' | 'steps' | 'answer'> {
  proposed: readonly PlanStep[];
  state: Exclude<PlanCardProps['state'], 'waiting'>;
}

function Answered({ goal, steps, proposed, state, answer }: AnsweredProps) {
  const { t } = useTranslation('modes');
  const id = useId();
  const isApproved = state === 'approved';
  const Icon = isApproved ? ClipboardCheck : ClipboardX;
  const isChanged = isApproved && JSON.stringify(steps) !== JSON.stringify(proposed);
  const title = isApproved
    ? t(isChanged ? 'planChanged' : 'planApproved', { count: steps.length })
    : t(state === 'rejected' ? 'planRejected' : 'planOver');
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-raised px-3 py-2.5">
      <div className="flex gap-2.5">
        <Icon
          aria-hidden
          className={classNames('mt-0.5 size-4 shrink-0', isApproved ? 'text-allowed' : 'text-ink-faint')}
        />
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-medium">
            {title}
          </h2>
          <p className="[overflow-wrap:anywhere] text-ink-muted select-text">
            <VisibleText text={goal} />
          </p>
          <ol aria-label={t('planSteps')} className="mt-1.5 space-y-1.5">
            {steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an answered plan never changes its order
              <li key={index} className="flex gap-2">
                <span aria-hidden className="w-5 shrink-0 text-right text-ink-muted tabular-nums">
                  {index + 1}.
                </span>
                <StepView step={step} />
              </li>
            ))}
          </ol>
          {answer === '' ? null : <Told text={answer} />}
        </div>
      </div>
    </section>
  );
}

function Told({ text }: { text: string }) {
  const { t } = useTranslation('modes');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="mt-2">
      <button
        type="button"
        data-transcript-row
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-mx-1 flex items-center gap-1 rounded-sm px-1 text-sm text-ink-muted hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={classNames('size-3.5 transition-transform', isOpen && 'rotate-90')}
        />
        {t('planSays')}
      </button>
      {isOpen ? (
        <p className="mt-1 rounded-lg border border-line bg-sunken px-3 py-2 text-sm [overflow-wrap:anywhere] whitespace-pre-wrap select-text">
          <VisibleText text={text} />
        </p>
      ) : null}
    </div>
  );
}
