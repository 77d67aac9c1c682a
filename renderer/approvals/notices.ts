import { create } from 'zustand';

/** An answer that came too late, or was meant for something else. */
export interface Explanation {
  sentence: string;
  nextStep: string;
  /** What the approval was about. */
  subject: string;
}

interface Notices {
  /** For a screen reader: what just became of an approval. */
  announcement: string;
  explanation: Explanation | null;
  announce: (announcement: string) => void;
  explain: (explanation: Explanation | null) => void;
}

/** Outlives the dialog that it tells of, which is gone by then. */
export const useNotices = create<Notices>()((set) => ({
  announcement: '',
  explanation: null,
  announce: (announcement) => set({ announcement }),
  explain: (explanation) => set({ explanation }),
}));
