import { basename } from 'node:path';
import type { ExportScope } from '../../palace/index.ts';
import type { Api } from '../app.ts';
import { type ExportFormat, exportPalaceQuerySchema, exportQuerySchema } from '../contract.ts';
import { exportPalace } from '../export/export-palace.ts';
import { exportSession } from '../export/export-session.ts';
import { attachment, type Exported, writeExport } from '../export/exported.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { readQuery } from '../wire/request.ts';
import { addEndpoint, basePath } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** A session, or memory, as a document (Markdown) or for programs (JSONL). That a file left is kept before its first byte. */
export function addExportRoutes(app: Api, { deps, picks }: Parts): void {
  const enter = (caller: Caller) => requireOwner(caller, 'export sessions and memory');
  const { hide } = deps.canaries;
  const session = (sessionId: string, format: ExportFormat) =>
    exportSession(deps.log, sessionId, { format, hide });
  const memory = (scope: ExportScope, format: ExportFormat) =>
    exportPalace(deps.palace, scope, { format, hide, now: deps.clock.now() });
  const note = (format: ExportFormat, name: string, of: Parameters<typeof deps.palace.noteExport>[0]['of']) =>
    deps.palace.noteExport({ name: basename(name), format, of });
  const written = async (path: string, { lines }: Exported) => ({
    ok: true as const,
    path,
    size_bytes: await writeExport(path, lines),
  });

  app.get(`${basePath}/sessions/:id/export`, async (context) => {
    enter(context.get('caller'));
    const { format = 'markdown', name } = exportQuerySchema.parse(readQuery(new URL(context.req.url)));
    const sessionId = context.req.param('id');
    const exported = await session(sessionId, format);
    await note(format, name ?? exported.name, { what: 'session', sessionId });
    return attachment(exported, format);
  });
  addEndpoint(app, 'exportToFile', async ({ parameter, body: { format, pick_id }, caller }) => {
    enter(caller);
    const path = picks.take('save', pick_id);
    const exported = await session(parameter('id'), format);
    await note(format, path, { what: 'session', sessionId: parameter('id') });
    return written(path, exported);
  });

  app.get(`${basePath}/palace/export`, async (context) => {
    enter(context.get('caller'));
    const query = exportPalaceQuerySchema.parse(readQuery(new URL(context.req.url)));
    const { format = 'markdown', name } = query;
    const scope = scopeOf(query);
    const exported = await memory(scope, format);
    await note(format, name ?? exported.name, { what: 'palace', scope });
    return attachment(exported, format);
  });
  addEndpoint(app, 'exportPalaceToFile', async ({ body: { format, pick_id, ...place }, caller }) => {
    enter(caller);
    const path = picks.take('save', pick_id);
    const scope = scopeOf(place);
    const exported = await memory(scope, format);
    await note(format, path, { what: 'palace', scope });
    return written(path, exported);
  });
}

function scopeOf(place: {
  wing?: string | undefined;
  room?: string | undefined;
  drawers?: readonly string[] | undefined;
}): ExportScope {
  return {
    ...(place.wing === undefined ? {} : { wingId: place.wing }),
    ...(place.room === undefined ? {} : { roomId: place.room }),
    ...(place.drawers === undefined ? {} : { drawerIds: place.drawers }),
  };
}
