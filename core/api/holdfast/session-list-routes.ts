import type { Api } from '../app.ts';
import { requireOwner, requirePathsAllowed } from '../wire/access.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { addEndpoint } from './endpoint.ts';
import { modeChanged } from './mode-routes.ts';
import { requireNoImport } from './no-import.ts';
import type { Parts } from './parts.ts';
import { createSessionOverview } from './session-overview.ts';

/** The list of sessions, one session's details, and what is done to a session as a whole. */
export function addSessionListRoutes(app: Api, { deps, sessions, folders, picks }: Parts): void {
  const overview = createSessionOverview(deps, folders);
  const list = 'session rows';

  addEndpoint(app, 'listSessions', async ({ query, caller }) => {
    const slice = await overview.rows({
      text: query.query?.trim() ?? '',
      archived: query.archived ?? 'false',
      limit: query.limit ?? 50,
      after: decodeCursor(list, 'desc', query.page),
      mayReadPalace: caller.kind !== 'client_token',
      createdBy: caller.createdBy,
    });
    return {
      data: slice.rows,
      next_page: slice.after === null ? null : encodeCursor(list, 'desc', slice.after),
    };
  });

  addEndpoint(app, 'createSession', async ({ body, caller }) => {
    if (body.folders !== undefined) requirePathsAllowed(caller);
    if (body.folder_picks !== undefined) requireOwner(caller, 'grant folders');
    const chosen = [
      ...(body.folder_picks ?? []).map(({ pick_id, access }) => ({
        path: picks.take('folder', pick_id),
        access,
      })),
      ...(body.folders ?? []),
    ];
    const { id } = await sessions.createDefault(body.title?.trim() || null, caller.createdBy);
    if (body.mode !== undefined && body.mode !== 'normal')
      await deps.log.append({ sessionId: id, events: [modeChanged(body.mode, caller.answeredBy)] });
    for (const folder of chosen) await folders.grant(id, folder);
    return { id };
  });

  addEndpoint(app, 'getSession', ({ parameter }) => overview.detail(parameter('id')));

  addEndpoint(app, 'renameSession', async ({ parameter, body }) => {
    await sessions.update(parameter('id'), { title: body.title });
    return overview.detail(parameter('id'));
  });

  addEndpoint(app, 'archiveSession', async ({ parameter }) => {
    await sessions.archive(parameter('id'));
    return overview.detail(parameter('id'));
  });

  addEndpoint(app, 'unarchiveSession', async ({ parameter }) => {
    requireNoImport(parameter('id'));
    await deps.log.updateSession({ sessionId: parameter('id'), archived: false });
    return overview.detail(parameter('id'));
  });

  addEndpoint(app, 'deleteSession', async ({ parameter, caller }) => {
    requireOwner(caller, 'delete the owner’s sessions here');
    await sessions.remove(parameter('id'));
    return { ok: true };
  });
}
