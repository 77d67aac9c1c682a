import { useSyncExternalStore } from 'react';

/** Where the window is. Kept in the address's hash, so that reload and back work by themselves. */
export interface Route {
  /** Path segments: `#/memory/drawers/d1` is `['memory', 'drawers', 'd1']`; empty at home. */
  segments: readonly string[];
  query: URLSearchParams;
  /** The whole hash without `#`; changes whenever anything of the route does. */
  href: string;
}

function parse(hash: string): Route {
  const href = hash.replace(/^#/, '') || '/';
  const [path = '/', search = ''] = href.split('?', 2);
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { segments, query: new URLSearchParams(search), href };
}

let current = parse(window.location.hash);

function subscribe(listener: () => void): () => void {
  function changed(): void {
    current = parse(window.location.hash);
    listener();
  }
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current);
}

/** Goes to `href` (see `links`). `replace`: back does not return here. */
export function navigate(href: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.location.replace(`#${href}`);
  else window.location.hash = href;
}

/** Writes `href` over the address, for what the page shows already: nobody is told, and Back does not return to what stood there. */
export function rewrite(href: string): void {
  window.history.replaceState(window.history.state, '', `#${href}`);
}

/** Every address there is. Put `#` before it for an `<a href>`. */
export const links = {
  home: '/',
  welcome: '/welcome',
  approvals: '/approvals',
  memory: '/memory',
  quarantine: '/memory/quarantine',
  wakeUp: '/memory/wake-up',
  retention: '/memory/retention',
  import: '/memory/import',
  session: (id: string, event?: number) => `/sessions/${id}${event === undefined ? '' : `?event=${event}`}`,
  room: (wing: string, room?: string) =>
    `/memory?wing=${encodeURIComponent(wing)}${room === undefined ? '' : `&room=${encodeURIComponent(room)}`}`,
  drawer: (id: string) => `/memory/drawers/${id}`,
  settings: (section: string) => `/settings/${section}`,
};
