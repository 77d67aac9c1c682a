import { useTranslation } from 'react-i18next';
import { uploadSchema } from '../../core/api/contract.ts';
import { ApiError, sendBytes } from '../api/index.ts';
import { type Attachment, useAttachmentStore } from './attachments-store.ts';

/** The API takes no more with one message. */
const mostFiles = 20;

/** Takes files in for the next message of a session: each is sent at once and fails by itself. */
export function useUpload(sessionId: string): (files: readonly File[]) => void {
  const { t } = useTranslation(['composer', 'common']);
  const { add, change } = useAttachmentStore.getState();
  async function send(id: string, file: File): Promise<void> {
    const path = `/sessions/${encodeURIComponent(sessionId)}/uploads?name=${encodeURIComponent(file.name)}`;
    try {
      change(sessionId, id, { kind: 'there', upload: await sendBytes(path, file, uploadSchema) });
    } catch (error) {
      const isKnown = error instanceof ApiError && error.code !== 'unreachable';
      change(sessionId, id, { kind: 'failed', sentence: isKnown ? error.sentence : t('common:unreachable') });
    }
  }
  return (files) => {
    const already = useAttachmentStore.getState().bySession[sessionId]?.length ?? 0;
    const taken = files.map((file, index) => ({
      file,
      attachment: attachmentOf(file, already + index < mostFiles ? null : t('tooMany', { count: mostFiles })),
    }));
    add(
      sessionId,
      taken.map(({ attachment }) => attachment),
    );
    for (const { file, attachment } of taken) {
      if (attachment.state.kind === 'sending') void send(attachment.id, file);
    }
  };
}

function attachmentOf(file: File, refusal: string | null): Attachment {
  return {
    id: crypto.randomUUID(),
    name: file.name,
    sizeBytes: file.size,
    preview: /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null,
    state: refusal === null ? { kind: 'sending' } : { kind: 'failed', sentence: refusal },
  };
}
