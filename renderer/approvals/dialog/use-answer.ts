import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AnswerApproval,
  ApiError,
  type Approval,
  invalidate,
  useEndpointMutation,
} from '../../api/index.ts';
import { useNotices } from '../notices.ts';

/** The call changed, is gone, or somebody answered first: nothing more can be said to this approval. */
const isOver = new Set(['approval_already_answered', 'approval_stale', 'approval_not_found']);

export interface Answering {
  /** Which button is at work. */
  pending: AnswerApproval['decision'] | null;
  failure: unknown;
  answer: (decision: AnswerApproval['decision'], note?: string) => void;
}

/** Answers exactly the call that is shown: the hash of its arguments goes with every answer. */
export function useAnswer(approval: Approval): Answering {
  const { t } = useTranslation('approvals');
  const client = useQueryClient();
  const mutation = useEndpointMutation('answerApproval', ['approvals', 'sessions', 'rules']);
  const [pending, setPending] = useState<AnswerApproval['decision'] | null>(null);
  const announce = useNotices((state) => state.announce);
  const explain = useNotices((state) => state.explain);
  function answer(decision: AnswerApproval['decision'], note?: string): void {
    if (mutation.isPending) return;
    setPending(decision);
    const words = note?.trim() ? { note: note.trim() } : {};
    mutation.mutate(
      { params: { id: approval.id }, body: { decision, input_hash: approval.input_hash, ...words } },
      {
        onSuccess: () => announce(t(`said_${decision}`)),
        onError: (error) => {
          if (!(error instanceof ApiError && isOver.has(error.code))) return;
          explain({ sentence: error.sentence, nextStep: error.nextStep, subject: approval.preview.sentence });
          void invalidate(client, 'approvals');
        },
        onSettled: () => setPending(null),
      },
    );
  }
  return { pending, failure: mutation.error, answer };
}
