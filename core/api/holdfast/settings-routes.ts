import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { sseOptions, sseResponse } from '../wire/sse.ts';
import { addEndpoint, basePath } from './endpoint.ts';

/** Status, settings, model, tools, audit, and the stream that says what to fetch again. */
export function addSettingsRoutes(app: Api, deps: ApiDeps): void {
  const { settings, models, webSearch, hostCommands, audit, changes } = deps;

  addEndpoint(app, 'getStatus', () => settings.status());
  addEndpoint(app, 'getSettings', () => settings.get());
  addEndpoint(app, 'changeSettings', async ({ body, caller }) => {
    requireOwner(caller, 'change settings');
    return settings.change(body);
  });

  addEndpoint(app, 'setModel', async ({ body, caller }) => {
    requireOwner(caller, 'change the model');
    return models.set(body);
  });
  addEndpoint(app, 'checkModel', async ({ caller }) => {
    requireOwner(caller, 'check the model');
    return models.check();
  });
  addEndpoint(app, 'getModelFallback', () => models.fallback());
  addEndpoint(app, 'setModelFallback', async ({ body, caller }) => {
    requireOwner(caller, 'change the model');
    return models.setFallback(body);
  });
  addEndpoint(app, 'removeModelKey', async ({ caller }) => {
    requireOwner(caller, 'remove the key');
    return models.removeKey();
  });
  addEndpoint(app, 'getWebSearch', () => webSearch.get());
  addEndpoint(app, 'setWebSearch', async ({ body, caller }) => {
    requireOwner(caller, 'change the search provider');
    return webSearch.set(body);
  });
  addEndpoint(app, 'getHostCommands', () => hostCommands.get());
  addEndpoint(app, 'setHostCommands', async ({ body, caller }) => {
    requireOwner(caller, 'switch programs on or off');
    return hostCommands.set(body);
  });
  addEndpoint(app, 'listModels', async () => ({ data: await models.list() }));

  addEndpoint(app, 'listTools', async () => ({ data: await settings.tools() }));
  addEndpoint(app, 'setToolPolicy', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'change what tools may do');
    return settings.setToolPolicy(parameter('name'), body.policy);
  });

  addEndpoint(app, 'exportAudit', async ({ caller }) => {
    requireOwner(caller, 'export the heads of the audit log');
    return { text: await audit.export() };
  });
  addEndpoint(app, 'verifyAudit', async ({ caller, body }) => {
    requireOwner(caller, 'verify the audit log');
    return audit.verify(body.exported);
  });

  addEndpoint(app, 'rebuildProjections', async ({ caller, body }) => {
    requireOwner(caller, 'rebuild the projections');
    return audit.rebuild(body);
  });

  app.get(`${basePath}/changes`, (context) => {
    // it names sessions, and those of the owner's are no business of a client
    requireOwner(context.get('caller'), 'hear of all changes');
    return sseResponse(context.req.raw, sseOptions(deps), async (send, signal) => {
      const stop = changes.subscribe((change) => send('change', change));
      try {
        await aborted(signal);
      } finally {
        stop();
      }
    });
  });
}

/** Resolves when `signal` aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
