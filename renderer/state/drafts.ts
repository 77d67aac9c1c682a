import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface Drafts {
  /** Unsent words by session; survive navigation and reload. */
  bySession: Readonly<Record<string, string>>;
  setDraft: (sessionId: string, text: string) => void;
}

export const useDrafts = create<Drafts>()(
  persist(
    (set) => ({
      bySession: {},
      setDraft: (sessionId, text) =>
        set((state) => {
          const { [sessionId]: _, ...others } = state.bySession;
          return { bySession: text === '' ? others : { ...others, [sessionId]: text } };
        }),
    }),
    { name: 'holdfast-drafts' },
  ),
);
