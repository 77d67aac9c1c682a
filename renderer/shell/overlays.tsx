import { GrantsDialog } from '../grants/index.ts';
import { UnlockAtStart } from '../vault-key/index.ts';
import { CommandPalette } from './command-palette.tsx';
import { DeleteSessionDialog } from './delete-session-dialog.tsx';
import { ExportSessionDialog } from './export-session-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** Dialogs that any page may open. */
export function Overlays() {
  return (
    <>
      <CommandPalette />
      <ShortcutsDialog />
      <ExportSessionDialog />
      <DeleteSessionDialog />
      <GrantsDialog />
      <UnlockAtStart />
    </>
  );
}
