import { create } from 'zustand';

interface OpenRows {
  /** Cards, thoughts and folds that the owner opened, by event; survives scrolling out of sight. */
  open: Readonly<Record<string, boolean>>;
  toggle: (key: string) => void;
  openRow: (key: string) => void;
}

export const useOpenRows = create<OpenRows>()((set) => ({
  open: {},
  toggle: (key) => set(({ open }) => ({ open: { ...open, [key]: !open[key] } })),
  openRow: (key) => set(({ open }) => ({ open: { ...open, [key]: true } })),
}));
