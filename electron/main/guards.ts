import type { Session, WebContents } from 'electron';
import type { Logger } from '../../core/base/index.ts';
import { parseUrl } from './parse-url.ts';
import { windowOrigin } from './respond.ts';

const allowedPermissions: readonly string[] = ['clipboard-sanitized-write'];

/** The window's one page; everything after `#` is the renderer's own route. */
const isOwnPage = (url: string) =>
  url === windowOrigin || url.startsWith(`${windowOrigin}/#`) || url === `${windowOrigin}/`;

/** Keeps a page where it is: it can neither leave for another address, nor open a window, nor embed one. */
export function guardContents(contents: WebContents, logger: Logger): void {
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOwnPage(event.url)) return;
    event.preventDefault();
    logger.warn(`a page tried to go to ${describeUrl(event.url)}`);
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
    logger.warn(`a page was redirected to ${describeUrl(event.url)}`);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    logger.warn(`a page tried to open a window on ${describeUrl(url)}`);
    return { action: 'deny' };
  });
}

/**
 * Denies a session everything but writing text to the clipboard: no permission, no device, no download (saving goes
 * through the native dialog and the API), and no network at all. `allowedSocket`: the development server's, if any.
 */
export function guardSession(session: Session, logger: Logger, allowedSocket: string | null): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    const isAllowed = allowedPermissions.includes(permission);
    if (!isAllowed) logger.warn(`the permission ${permission} was denied`);
    answer(isAllowed);
  });
  session.setPermissionCheckHandler((_contents, permission) => allowedPermissions.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => {
    event.preventDefault();
    logger.warn('a download was denied');
  });
  const outside = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'] };
  session.webRequest.onBeforeRequest(outside, (details, answer) => {
    const isAllowed = allowedSocket !== null && details.url.startsWith(allowedSocket);
    if (!isAllowed) logger.warn(`a request to ${describeUrl(details.url)} was denied`);
    answer({ cancel: !isAllowed });
  });
}

/** Scheme and host only: the rest may carry what someone tried to smuggle out, and belongs in no log. */
function describeUrl(url: string): string {
  const parsed = parseUrl(url);
  return parsed === null ? 'an address that is none' : `${parsed.protocol}//${parsed.host}`;
}
