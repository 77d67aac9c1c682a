import { useState } from 'react';
import { type CallGrantContent, useEndpointMutation } from '../api/index.ts';
import { grantsFor, useChosen, useGrantWords, useProposals } from '../grants/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { useDrafts } from '../state/drafts.ts';
import { useAttachmentStore, useAttachments } from './attachments-store.ts';

/** Why nothing can be sent right now; null: it can. */
export type Obstacle = 'noModel' | 'noWords' | 'filesOnTheWay' | 'filesFailed';

export interface Sending {
  text: string;
  obstacle: Obstacle | null;
  isSending: boolean;
  setText: (text: string) => void;
  /** `steer`: read after the current tool, where the agent is at work; otherwise it waits for the end of the turn. */
  send: (how?: 'steer') => void;
}

/** The words and files of the next message. They stay until the session has them. */
export function useSend(sessionId: string, hasModel: boolean, isRunning: boolean): Sending {
  const text = useDrafts((state) => state.bySession[sessionId] ?? '');
  const setDraft = useDrafts((state) => state.setDraft);
  const attachments = useAttachments(sessionId);
  const mutation = useEndpointMutation('sendMessage', ['sessions']);
  const chosen = useChosen(sessionId, useProposals(sessionId, text));
  const { sentence } = useGrantWords();
  const [isPreparing, setPreparing] = useState(false);
  const obstacle = obstacleOf();
  function obstacleOf(): Obstacle | null {
    if (!hasModel) return 'noModel';
    if (attachments.some((one) => one.state.kind === 'failed')) return 'filesFailed';
    if (attachments.some((one) => one.state.kind === 'sending')) return 'filesOnTheWay';
    return text.trim() === '' ? 'noWords' : null;
  }
  function send(how?: 'steer'): void {
    if (obstacle !== null || mutation.isPending || isPreparing) return;
    setPreparing(true);
    const on = new Set(chosen.rows.flatMap((row) => (row.isOn ? [row.proposal.text] : [])));
    grantsFor(sessionId, text.trim(), (proposal) => on.has(proposal.text))
      .then(
        (grants) =>
          sendWith(
            grants.map((grant) => ({ ...grant, text: sentence(grant) })),
            how,
          ),
        showFailure,
      )
      .finally(() => setPreparing(false));
  }
  function sendWith(grants: CallGrantContent[], how?: 'steer'): void {
    const uploads = attachments.flatMap((one) =>
      one.state.kind === 'there' ? [one.state.upload.upload_id] : [],
    );
    const body = {
      content: text.trim(),
      ...(uploads.length > 0 ? { attachments: uploads } : {}),
      ...(grants.length > 0 ? { grants } : {}),
      ...(isRunning ? { delivery: how ?? ('queue' as const) } : {}),
    };
    mutation.mutate(
      { params: { id: sessionId }, body },
      {
        onSuccess: () => {
          // what was typed meanwhile is the next message
          if (useDrafts.getState().bySession[sessionId] === text) setDraft(sessionId, '');
          chosen.clear();
          useAttachmentStore.getState().remove(sessionId, new Set(attachments.map((one) => one.id)));
        },
        onError: showFailure,
      },
    );
  }
  return {
    text,
    obstacle,
    isSending: mutation.isPending || isPreparing,
    setText: (next) => setDraft(sessionId, next),
    send,
  };
}
