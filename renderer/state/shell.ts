import { create } from 'zustand';
import { persist } from 'zustand/middleware';

interface ShellState {
  sidebarWidth: number;
  isSidebarOpen: boolean;
  setSidebarWidth: (width: number) => void;
  toggleSidebar: () => void;
}

/** How the owner arranged the window; kept on this machine only. */
export const useShell = create<ShellState>()(
  persist(
    (set) => ({
      sidebarWidth: 272,
      isSidebarOpen: true,
      setSidebarWidth: (sidebarWidth) => set({ sidebarWidth }),
      toggleSidebar: () => set((state) => ({ isSidebarOpen: !state.isSidebarOpen })),
    }),
    { name: 'holdfast-shell' },
  ),
);
