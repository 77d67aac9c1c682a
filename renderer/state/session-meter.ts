import { create } from 'zustand';

/** Whether the session's meter (context and limits) is open; rows of the transcript open it, too. */
export const useSessionMeter = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export function setSessionMeterOpen(isOpen: boolean): void {
  useSessionMeter.setState({ isOpen });
}
