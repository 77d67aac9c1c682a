import { create } from 'zustand';
import { notOnDisk } from './not-on-disk.ts';

interface Drafts {
  /** Unsent words by session; survive navigation, not the window. */
  bySession: Readonly<Record<string, string>>;
  setDraft: (sessionId: string, text: string) => void;
}

notOnDisk('holdfast-drafts');

export const useDrafts = create<Drafts>()((set) => ({
  bySession: {},
  setDraft: (sessionId, text) =>
    set((state) => {
      const { [sessionId]: _, ...others } = state.bySession;
      return { bySession: text === '' ? others : { ...others, [sessionId]: text } };
    }),
}));
