import { CircleSlash, TriangleAlert, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '../api/index.ts';
import { useToolName, VisibleText } from '../approvals/index.ts';
import { Badge } from '../ui/index.ts';

const undo = {
  yes: { tone: 'neutral', icon: <Undo2 aria-hidden /> },
  partly: { tone: 'asked', icon: <TriangleAlert aria-hidden /> },
  no: { tone: 'denied', icon: <CircleSlash aria-hidden /> },
} as const;

export function UndoBadge({ reversible }: { reversible: PlanStep['reversible'] }) {
  const { t } = useTranslation('modes');
  return (
    <Badge tone={undo[reversible].tone} icon={undo[reversible].icon}>
      {t(`undo_${reversible}`)}
    </Badge>
  );
}

/** A step to read: what, with which tool, where, whether it can be undone, why. Nothing is cut off. */
export function StepView({ step }: { step: PlanStep }) {
  const nameOf = useToolName();
  return (
    <div className="min-w-0 flex-1 select-text">
      <p className="font-medium [overflow-wrap:anywhere]">
        <VisibleText text={step.title} />
      </p>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-ink-muted">
        <UndoBadge reversible={step.reversible} />
        {step.tool === undefined ? null : <span>{nameOf(step.tool)}</span>}
        {step.target === undefined ? null : (
          <span className="min-w-0 font-mono [overflow-wrap:anywhere]">
            <VisibleText text={step.target} />
          </span>
        )}
      </p>
      {step.why === undefined ? null : (
        <p className="mt-0.5 text-sm [overflow-wrap:anywhere] text-ink-muted">
          <VisibleText text={step.why} />
        </p>
      )}
    </div>
  );
}
