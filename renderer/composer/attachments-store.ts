import { create } from 'zustand';
import type { Upload } from '../api/index.ts';

export interface Attachment {
  /** Ours, from the moment it was dropped. */
  id: string;
  name: string;
  sizeBytes: number;
  /** Address of a preview that lives in this window; null for files that are no pictures. */
  preview: string | null;
  state: { kind: 'sending' } | { kind: 'there'; upload: Upload } | { kind: 'failed'; sentence: string };
}

interface Attachments {
  /** What will go with the next message, by session; survives navigation, not a reload. */
  bySession: Readonly<Record<string, readonly Attachment[]>>;
  add: (sessionId: string, attachments: readonly Attachment[]) => void;
  change: (sessionId: string, id: string, state: Attachment['state']) => void;
  remove: (sessionId: string, ids: ReadonlySet<string>) => void;
}

export const useAttachmentStore = create<Attachments>()((set, get) => {
  function put(sessionId: string, attachments: readonly Attachment[]): void {
    set({ bySession: { ...get().bySession, [sessionId]: attachments } });
  }
  const of = (sessionId: string) => get().bySession[sessionId] ?? [];
  return {
    bySession: {},
    add: (sessionId, attachments) => put(sessionId, [...of(sessionId), ...attachments]),
    change: (sessionId, id, state) =>
      put(
        sessionId,
        of(sessionId).map((one) => (one.id === id ? { ...one, state } : one)),
      ),
    remove: (sessionId, ids) => {
      for (const one of of(sessionId)) if (ids.has(one.id) && one.preview) URL.revokeObjectURL(one.preview);
      put(
        sessionId,
        of(sessionId).filter((one) => !ids.has(one.id)),
      );
    },
  };
});

const none: readonly Attachment[] = [];

export function useAttachments(sessionId: string): readonly Attachment[] {
  return useAttachmentStore((state) => state.bySession[sessionId] ?? none);
}
