import { clipboard, Notification, shell } from 'electron';
import { HoldfastError, type Logger } from '../../core/base/index.ts';
import type { HostPort } from '../../core/holdfast.ts';
import type { Dialogs } from './dialogs.ts';
import { parseUrl } from './parse-url.ts';
import { words } from './words.ts';

/** The core's host port, and what the shell itself needs beside it. */
export interface DesktopHost extends HostPort {
  notify(input: { title: string; body: string; sessionId: string }): void;
}

export interface HostOptions {
  dialogs: Dialogs;
  logger: Logger;
  isWindowFocused(): boolean;
  /** Brings the window to the front, on this session. */
  showSession(sessionId: string): void;
}

export function createHost(options: HostOptions): DesktopHost {
  const { dialogs, logger } = options;
  return {
    pickFolder: dialogs.pickFolder,
    pickSave: dialogs.pickSave,
    pickOpen: dialogs.pickOpen,
    allowProgram: (program) => allowProgram(program, dialogs),
    openExternal: (url) => openExternal(url, dialogs, logger),
    openSignIn: (page) => openSignIn(page, dialogs),
    reveal: async (path) => shell.showItemInFolder(path),
    notify: (input) => notify(input, options),
  };
}

/**
 * Opens an https or mailto address in the owner's own program, after a dialog that names where it leads: links are
 * written by models. Any other kind throws `invalid_request`, and the refusal is logged.
 */
async function openExternal(url: string, dialogs: Dialogs, logger: Logger): Promise<void> {
  const parsed = parseUrl(url);
  if (
    parsed === null ||
    !['https:', 'mailto:'].includes(parsed.protocol) ||
    parsed.username ||
    parsed.password
  ) {
    logger.warn(`an address was not opened: ${parsed?.protocol ?? 'not an address'}`);
    throw new HoldfastError('invalid_request', 'only https and mailto addresses can be opened');
  }
  const { choice } = await dialogs.ask({
    kind: 'open_external',
    type: 'question',
    message: parsed.protocol === 'mailto:' ? words.openMail(parsed.pathname) : words.openLink(parsed.host),
    detail: words.openLinkDetail(parsed.href),
    choices: [
      { choice: 'open', label: words.openInBrowser },
      { choice: 'cancel', label: words.cancel },
    ],
    usual: 'cancel',
    dismissed: 'cancel',
  });
  if (choice === 'open') await shell.openExternal(parsed.href);
}

/** Opens the page where one signs in to a server, whose address the core has checked: encrypted, or the owner's own network by their word. */
async function openSignIn(
  { server, url, scope }: Parameters<HostPort['openSignIn']>[0],
  dialogs: Dialogs,
): Promise<boolean> {
  const { host, href } = new URL(url);
  const { choice } = await dialogs.ask({
    kind: 'open_sign_in',
    type: 'question',
    message: words.openSignIn(host, server),
    detail: words.openSignInDetail(href, scope),
    choices: [
      { choice: 'open', label: words.openInBrowser },
      { choice: 'copy', label: words.copyAddress },
      { choice: 'cancel', label: words.cancel },
    ],
    usual: 'open',
    dismissed: 'cancel',
  });
  if (choice === 'open') await shell.openExternal(href);
  if (choice === 'copy') clipboard.writeText(href);
  return choice !== 'cancel';
}

/** Asks in a dialog of the system, which no script in the window can answer. The whole command is shown, one argument a line. */
async function allowProgram(
  { name, command, folders }: Parameters<HostPort['allowProgram']>[0],
  dialogs: Dialogs,
): Promise<boolean> {
  const { choice } = await dialogs.ask({
    kind: 'allow_program',
    type: 'warning',
    message: words.allowProgram(name),
    detail: (folders === null ? words.allowProgramDetail : words.allowConfinedDetail)(
      command.map((word) => JSON.stringify(word)).join('\n'),
      (folders ?? []).map(({ path, access }) => words.allowedFolder(JSON.stringify(path), access)).join('\n'),
    ),
    choices: [
      { choice: 'allow', label: words.allowProgramYes },
      { choice: 'cancel', label: words.cancel },
    ],
    usual: 'cancel',
    dismissed: 'cancel',
  });
  return choice === 'allow';
}

/** Shows a notification while the window is not in front. A click only brings the window there: it decides nothing. */
function notify(input: { title: string; body: string; sessionId: string }, options: HostOptions): void {
  if (options.isWindowFocused() || !Notification.isSupported()) return;
  const notification = new Notification({ title: input.title, body: input.body });
  notification.on('click', () => options.showSession(input.sessionId));
  notification.on('failed', (_event, error) => options.logger.warn('the notification was not shown', error));
  notification.show();
}
