import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';

/** Cut, copy and paste by right click, and what the spell checker suggests. */
export function addContextMenu(window: BrowserWindow): void {
  window.webContents.on(
    'context-menu',
    (_event, { editFlags, isEditable, selectionText, dictionarySuggestions }) => {
      const suggestions = dictionarySuggestions.map((word) => ({
        label: word,
        click: () => window.webContents.replaceMisspelling(word),
      }));
      const editing: MenuItemConstructorOptions[] = [
        { role: 'cut', enabled: editFlags.canCut },
        { role: 'copy', enabled: editFlags.canCopy },
        { role: 'paste', enabled: editFlags.canPaste },
        { type: 'separator' },
        { role: 'selectAll' },
      ];
      const reading: MenuItemConstructorOptions[] = selectionText === '' ? [] : [{ role: 'copy' }];
      const items = isEditable ? [...suggestions, ...editing] : reading;
      if (items.length > 0) Menu.buildFromTemplate(items).popup({ window });
    },
  );
}
