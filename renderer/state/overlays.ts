import { create } from 'zustand';

/** What a dialog about a session needs to know of it: rows and details both have it. */
export interface SessionSubject {
  id: string;
  title: string;
  event_count: number;
  folders: readonly { name: string }[];
}

interface Overlays {
  /** At most one at a time, over whatever page. */
  open: 'palette' | 'shortcuts' | null;
  deleting: SessionSubject | null;
  exporting: SessionSubject | null;
  /** The export was asked for from the delete dialog, which comes back afterwards. */
  isDeletingNext: boolean;
}

export const useOverlays = create<Overlays>(() => ({
  open: null,
  deleting: null,
  exporting: null,
  isDeletingNext: false,
}));

export const overlays = {
  openPalette: () => useOverlays.setState({ open: 'palette' }),
  openShortcuts: () => useOverlays.setState({ open: 'shortcuts' }),
  close: () => useOverlays.setState({ open: null }),
  deleteSession: (deleting: SessionSubject) => useOverlays.setState({ deleting }),
  exportSession: (exporting: SessionSubject) => useOverlays.setState({ exporting }),
  exportBeforeDelete: (exporting: SessionSubject) =>
    useOverlays.setState({ exporting, deleting: null, isDeletingNext: true }),
  closeExport: () =>
    useOverlays.setState(({ exporting, isDeletingNext }) => ({
      exporting: null,
      deleting: isDeletingNext ? exporting : null,
      isDeletingNext: false,
    })),
};
