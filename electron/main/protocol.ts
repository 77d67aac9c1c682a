import { protocol, type Session } from 'electron';
import type { Logger } from '../../core/base/index.ts';
import { createResponder, type ResponderOptions } from './respond.ts';

/** Makes holdfast:// a scheme with an origin of its own, fetch and streams. Must run before `ready`. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'holdfast', privileges }]);
}

/** Serves holdfast:// to the windows of `session`, and to nobody else. */
export function serveScheme(session: Session, options: ResponderOptions, logger: Logger): void {
  const respond = createResponder(options);
  session.protocol.handle('holdfast', async (request) => {
    try {
      return await respond(request);
    } catch (error) {
      logger.error(`${request.method} ${new URL(request.url).pathname} failed`, error);
      throw error;
    }
  });
}
