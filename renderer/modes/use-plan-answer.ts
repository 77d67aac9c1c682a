import { useTranslation } from 'react-i18next';
import { type AnswerPlan, ApiError, type PlanStep, useEndpointMutation } from '../api/index.ts';
import { useNotices } from '../approvals/index.ts';
import { usePlanDrafts } from './plan-drafts.ts';

export interface PlanAnswering {
  pending: 'approve' | 'reject' | null;
  failure: unknown;
  approve: (steps: PlanStep[], note: string) => void;
  reject: (note: string) => void;
}

/** Answers one plan. An answer that came too late is explained above the composer, where it outlives the card. */
export function usePlanAnswer(plan: { toolUseId: string; goal: string }): PlanAnswering {
  const { t } = useTranslation('modes');
  const mutation = useEndpointMutation('answerPlan', ['questions', 'sessions']);
  const announce = useNotices((state) => state.announce);
  const explain = useNotices((state) => state.explain);
  const setDraft = usePlanDrafts((state) => state.setDraft);
  function send(body: AnswerPlan): void {
    if (mutation.isPending) return;
    // not by the callbacks of `mutate`: they are silent once the card has changed, as it does when somebody else answered
    const answered = mutation.mutateAsync({ params: { toolUseId: plan.toolUseId }, body });
    void answered.then(
      () => {
        announce(t(`said_${body.decision}`));
        setDraft(plan.toolUseId, null);
      },
      (error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'question_not_found') return;
        explain({ sentence: t('tooLate'), nextStep: t('tooLateStep'), subject: plan.goal });
      },
    );
  }
  const note = (text: string) => (text.trim() === '' ? {} : { note: text.trim() });
  return {
    pending: mutation.isPending ? (mutation.variables?.body?.decision ?? null) : null,
    failure: mutation.error,
    approve: (steps, words) => send({ decision: 'approve', steps, ...note(words) }),
    reject: (words) => send({ decision: 'reject', ...note(words) }),
  };
}
