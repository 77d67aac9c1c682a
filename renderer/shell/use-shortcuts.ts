import { useEffect, useEffectEvent } from 'react';
import { links, navigate } from '../router/router.ts';
import { overlays, useOverlays } from '../state/overlays.ts';
import { useShell } from '../state/shell.ts';
import { useNewSession } from './use-new-session.ts';
import { useStopAll } from './use-stop-all.ts';

/** The shortcuts that work everywhere (state/shortcuts.ts lists them all). */
export function useShortcuts(): void {
  const newSession = useNewSession();
  const stopAll = useStopAll();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey) return;
    // the one key that nothing stands in the way of: no dialog, no field
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key === 'Backspace') {
      event.preventDefault();
      if (!event.repeat) stopAll();
      return;
    }
    const action = actionOf(event, () => newSession());
    if (!action || hasOpenDialog()) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function actionOf(event: KeyboardEvent, newSession: () => void): (() => void) | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  if (!isCommand) return event.key === '?' && !isTyping(event.target) ? overlays.openShortcuts : undefined;
  const key = `${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`;
  const actions: Readonly<Record<string, () => void>> = {
    k: overlays.openPalette,
    n: newSession,
    ',': () => navigate(links.settings('model')),
    '/': overlays.openShortcuts,
    b: useShell.getState().toggleSidebar,
    'shift+a': () => navigate(links.approvals),
    'shift+m': () => navigate(links.memory),
    'shift+f': focusSearch,
  };
  return actions[key];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A decision that is being made is not walked away from by a stray key. */
function hasOpenDialog(): boolean {
  const { open, deleting, exporting } = useOverlays.getState();
  return (
    open !== null ||
    deleting !== null ||
    exporting !== null ||
    document.querySelector('[role="alertdialog"][data-open]') !== null
  );
}

function focusSearch(): void {
  if (!useShell.getState().isSidebarOpen) useShell.getState().toggleSidebar();
  requestAnimationFrame(() => document.getElementById('session-search')?.focus());
}
