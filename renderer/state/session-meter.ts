import { create } from 'zustand';

export type SessionDetailPage = 'budget' | 'context' | 'egress';

/** Whether the session's meter (context, limits and what left) is open, and what of it is shown large; rows of the transcript open it, too. */
export const useSessionMeter = create<{ isOpen: boolean; detail: SessionDetailPage | null }>(() => ({
  isOpen: false,
  detail: null,
}));

export function setSessionMeterOpen(isOpen: boolean): void {
  useSessionMeter.setState({ isOpen });
}

/** Shows a part of the meter as a page of its own; null closes it. */
export function showSessionDetail(detail: SessionDetailPage | null): void {
  useSessionMeter.setState({ isOpen: false, detail });
}
