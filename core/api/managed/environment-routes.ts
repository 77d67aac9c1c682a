import { z } from 'zod';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { decodeCursor } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { pageOnWire } from './agent-routes.ts';
import { createEnvironmentCatalog } from './environment-catalog.ts';
import { createEnvironmentParams, type Environment, updateEnvironmentParams } from './environment-schemas.ts';
import { flag, pageQuery } from './shared-schemas.ts';

const listQuery = z.object({
  ...pageQuery({ standard: 20, max: 100 }),
  include_archived: flag.default(false),
});

/** `/v1/environments`. */
export function addEnvironmentRoutes(app: Api, deps: ApiDeps): void {
  const environments = createEnvironmentCatalog(deps.agents);

  app.post('/v1/environments', async (context) => {
    const definition = await readJson(context.req.raw, createEnvironmentParams);
    return context.json(await environments.create(definition));
  });

  app.get('/v1/environments', async (context) => {
    const query = listQuery.parse(readQuery(new URL(context.req.url)));
    const after = decodeCursor('environments', 'desc', query.page);
    const slice = await environments.list({
      limit: query.limit,
      after,
      includeArchived: query.include_archived,
    });
    return context.json(pageOnWire('environments', 'desc', slice, (row: Environment) => row));
  });

  app.get('/v1/environments/:id', async (context) => {
    return context.json(await environments.get(context.req.param('id')));
  });

  app.post('/v1/environments/:id', async (context) => {
    requireOwner(context.get('caller'), 'change environments');
    const patch = await readJson(context.req.raw, updateEnvironmentParams);
    return context.json(await environments.update(context.req.param('id'), patch));
  });

  app.post('/v1/environments/:id/archive', async (context) => {
    requireOwner(context.get('caller'), 'archive environments');
    return context.json(await environments.archive(context.req.param('id')));
  });

  app.delete('/v1/environments/:id', async (context) => {
    requireOwner(context.get('caller'), 'delete environments');
    const id = context.req.param('id');
    await environments.remove(id);
    return context.json({ id, type: 'environment_deleted' });
  });
}
