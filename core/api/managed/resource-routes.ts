import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { createSessionActions } from '../session-actions.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { resourceOnWire } from './file-catalog.ts';
import { fileResourceParams, listResourcesQuery } from './file-schemas.ts';

/** `/v1/sessions/ID/resources`: files that are mounted into a session. */
export function addResourceRoutes(app: Api, deps: ApiDeps): void {
  const { files, log } = deps;
  const sessions = createSessionActions(deps);

  app.post('/v1/sessions/:id/resources', async (context) => {
    const given = await readJson(context.req.raw, fileResourceParams);
    const { id: sessionId } = await sessions.requireLive(context.req.param('id'));
    const resource = await files.mount({
      sessionId,
      fileId: given.file_id,
      createdBy: context.get('caller').createdBy,
      path: given.mount_path ?? null,
    });
    return context.json(resourceOnWire(resource));
  });

  app.get('/v1/sessions/:id/resources', async (context) => {
    const query = listResourcesQuery.parse(readQuery(new URL(context.req.url)));
    const { id: sessionId } = await log.getSession({ sessionId: context.req.param('id') });
    const name = `resources ${sessionId}`;
    const offset = Number(decodeCursor(name, 'asc', query.page) ?? 0);
    const all = await files.resources([sessionId]);
    const end = offset + query.limit;
    return context.json({
      data: all.slice(offset, end).map(resourceOnWire),
      next_page: end < all.length ? encodeCursor(name, 'asc', String(end)) : null,
    });
  });

  app.get('/v1/sessions/:id/resources/:resourceId', async (context) => {
    const { id: sessionId } = await log.getSession({ sessionId: context.req.param('id') });
    const resourceId = context.req.param('resourceId');
    const found = (await files.resources([sessionId])).find(({ id }) => id === resourceId);
    if (!found) throw new HoldfastError('not_found', `no resource ${resourceId.slice(0, 100)}`);
    return context.json(resourceOnWire(found));
  });

  app.post('/v1/sessions/:id/resources/:resourceId', async () => {
    throw new HoldfastError('invalid_request', 'only a repository has something to be changed: its token');
  });

  app.delete('/v1/sessions/:id/resources/:resourceId', async (context) => {
    const { id: sessionId } = await sessions.requireIdle(context.req.param('id'));
    const id = context.req.param('resourceId');
    await files.unmount(sessionId, id);
    return context.json({ id, type: 'session_resource_deleted' });
  });
}
