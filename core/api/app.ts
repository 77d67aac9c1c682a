import { type Context, Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import { HoldfastError } from '../base/index.ts';
import { addHoldfastRoutes } from './holdfast/routes.ts';
import { addAgentRoutes } from './managed/agent-routes.ts';
import { addEnvironmentRoutes } from './managed/environment-routes.ts';
import { addEventRoutes } from './managed/event-routes.ts';
import { addManagedFileRoutes } from './managed/file-routes.ts';
import { addModelRoutes } from './managed/model-routes.ts';
import { addResourceRoutes } from './managed/resource-routes.ts';
import { addSessionRoutes } from './managed/session-routes.ts';
import { addVaultRoutes } from './managed/vault-routes.ts';
import type { ApiDeps } from './ports.ts';
import { type Access, type Caller, checkOrigin, identify } from './wire/access.ts';
import { errorResponse } from './wire/errors.ts';
import { guardSessions } from './wire/session-guard.ts';

/** What each request carries through the app. `access` comes from the door, see `fetchApi`. */
export interface ApiEnv {
  Bindings: { access: Access };
  Variables: { caller: Caller; requestId: string };
}

export type Api = Hono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;

/**
 * The one app behind all three doors: `/v1` speaks the Managed Agents API, `/holdfast/v1` Holdfast's own.
 * Call it with `app.fetch(request, { access })`. Never throws; every failure is an error envelope.
 */
export function createApi(deps: ApiDeps): Api {
  const app: Api = new Hono<ApiEnv>();
  app.use('*', async (context, next) => {
    const requestId = deps.ids.next('req');
    context.set('requestId', requestId);
    const { access } = context.env;
    checkOrigin(context.req.raw, access);
    // an unknown route is 404 for everybody, also without credentials
    if (matchedRoutes(context).every((route) => route.method === 'ALL')) throw unknownRoute(context);
    context.set('caller', identify(context.req.raw, access));
    await next();
    context.header('request-id', requestId);
  });
  guardSessions(app, deps.log);
  addAgentRoutes(app, deps);
  addEnvironmentRoutes(app, deps);
  addVaultRoutes(app, deps);
  addSessionRoutes(app, deps);
  addResourceRoutes(app, deps);
  addManagedFileRoutes(app, deps);
  addEventRoutes(app, deps);
  addModelRoutes(app, deps);
  addHoldfastRoutes(app, deps);
  app.notFound((context) => fail(unknownRoute(context), context));
  app.onError((error, context) => fail(error, context));

  function fail(error: unknown, context: ApiContext): Response {
    return errorResponse(error, {
      requestId: context.get('requestId'),
      method: context.req.method,
      isManaged: !context.req.path.startsWith('/holdfast/'),
      logger: deps.logger,
    });
  }
  return app;
}

function unknownRoute(context: ApiContext): HoldfastError {
  return new HoldfastError(
    'not_found',
    `no such route: ${context.req.method} ${context.req.path.slice(0, 200)}`,
  );
}
