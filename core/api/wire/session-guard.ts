import { HoldfastError } from '../../base/index.ts';
import type { Api, ApiContext } from '../app.ts';
import type { LogPort } from '../ports.ts';

/**
 * Keeps clients out of sessions that they did not make, on every route below a session, in both families: to them such a session does
 * not exist. Must be added before the routes.
 */
export function guardSessions(app: Api, log: Pick<LogPort, 'getSession'>): void {
  const guard = async (context: ApiContext, next: () => Promise<void>) => {
    const { createdBy } = context.get('caller');
    if (createdBy !== null) {
      const sessionId = context.req.param('id') ?? '';
      const session = await log.getSession({ sessionId });
      if (session.createdBy !== createdBy)
        throw new HoldfastError('session_not_found', `no session ${sessionId}`);
    }
    await next();
  };
  for (const family of ['/v1', '/holdfast/v1']) app.use(`${family}/sessions/:id/*`, guard);
}
