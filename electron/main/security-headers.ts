/**
 * What the window may load: its own files and its own API, nothing else. No inline script, no eval, no WebAssembly
 * (QuickJS runs outside of the window), no remote image: an image in a model's Markdown would carry data away.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The same for `npm run dev`: Vite's server inlines scripts and styles, and reloads over a web socket of
 * `origin`, after it tried one at the page's own host. */
export function developmentPolicy(origin: string): string {
  const socket = origin.replace(/^http/, 'ws');
  return contentSecurityPolicy
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ws://app ${socket}`);
}

/** For bytes that came from an agent or a file: should one ever be opened as a page, it can do nothing. */
const inertPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export const pageHeaders = (policy: string) => ({ ...commonHeaders, 'content-security-policy': policy });
export const apiHeaders = {
  ...commonHeaders,
  'content-security-policy': inertPolicy,
  'cache-control': 'no-store',
};
