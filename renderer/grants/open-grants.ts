import { create } from 'zustand';
import type { CallGrantContent } from '../api/index.ts';

interface OpenGrants {
  /** The session whose grants are looked at; null: none. */
  sessionId: string | null;
  /** A grant that a blocked call would need, for the owner to read, change and add. */
  draft: CallGrantContent | null;
}

export const useOpenGrants = create<OpenGrants>(() => ({ sessionId: null, draft: null }));

export const openGrants = {
  show: (sessionId: string, draft: CallGrantContent | null = null) =>
    useOpenGrants.setState({ sessionId, draft }),
  close: () => useOpenGrants.setState({ sessionId: null, draft: null }),
};
