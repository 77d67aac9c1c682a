/** Every shortcut there is, as the list in the window shows it. `words` is a key of the `session` words' `keys` part. */
export const shortcuts = [
  { group: 'everywhere', id: 'palette', keys: ['Ctrl+K'] },
  { group: 'everywhere', id: 'newSession', keys: ['Ctrl+N'] },
  { group: 'everywhere', id: 'approvals', keys: ['Ctrl+Shift+A'] },
  { group: 'everywhere', id: 'memory', keys: ['Ctrl+Shift+M'] },
  { group: 'everywhere', id: 'settings', keys: ['Ctrl+,'] },
  { group: 'everywhere', id: 'sidebar', keys: ['Ctrl+B'] },
  { group: 'everywhere', id: 'searchSessions', keys: ['Ctrl+Shift+F'] },
  { group: 'everywhere', id: 'stopAll', keys: ['Ctrl+Shift+Backspace'] },
  { group: 'everywhere', id: 'shortcuts', keys: ['Ctrl+/', '?'] },
  { group: 'lists', id: 'move', keys: ['↑', '↓'] },
  { group: 'lists', id: 'open', keys: ['Enter'] },
  { group: 'lists', id: 'rename', keys: ['F2'] },
  { group: 'session', id: 'send', keys: ['Enter'] },
  { group: 'session', id: 'newLine', keys: ['Shift+Enter'] },
  { group: 'session', id: 'steer', keys: ['Ctrl+Enter'] },
  { group: 'session', id: 'stop', keys: ['Ctrl+.'] },
  { group: 'session', id: 'deny', keys: ['Esc'] },
] as const;

export type ShortcutGroup = (typeof shortcuts)[number]['group'];
