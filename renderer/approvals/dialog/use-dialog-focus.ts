import { type RefObject, useEffect } from 'react';

/** The field that takes the focus back when nothing waits any more. */
const composer = '[data-composer-input]';

function isTyping(): boolean {
  const active = document.activeElement;
  const isField = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
  return isField && active.value !== '';
}

/**
 * Brings the focus to the dialog itself, never to a button, whenever `subject` changes; words being typed
 * elsewhere are not interrupted. Gives it back when the dialog goes away with the focus inside.
 */
export function useDialogFocus(dialog: RefObject<HTMLElement | null>, subject: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject is another dialog to the owner
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    if (!isTyping()) element.focus({ preventScroll: true });
    return () => {
      // by now the element may be detached: the focus has then fallen to the body
      if (!element.contains(document.activeElement) && document.activeElement !== document.body) return;
      const target =
        before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null;
      (target ?? document.querySelector<HTMLElement>(composer))?.focus({ preventScroll: true });
    };
  }, [dialog, subject]);
}
