import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { withoutSecrets } from '../../context/index.ts';
import type { Staged } from '../../imports/index.ts';
import type { Api } from '../app.ts';
import type { Import } from '../contract.ts';
import { createAgentCatalog } from '../managed/agent-catalog.ts';
import { snapshotOf } from '../managed/session-view.ts';
import type { ApiDeps } from '../ports.ts';
import { type Caller, requireOwner } from '../wire/access.ts';
import { bodyOf, readQuery } from '../wire/request.ts';
import { addEndpoint, basePath } from './endpoint.ts';
import { exportPlace, importSummary, importView } from './import-view.ts';

const fileQuery = z.object({ path: z.string().min(1).max(1000) });

/** Of thousands of items some milliseconds, and as many again until they are JSON: not in one go. */
async function whole(staged: Staged): Promise<Import> {
  const view = importView(staged);
  await setImmediate();
  return view;
}

/** What the owner brings along, until they have looked at it. Clients have no part in it. */
export function addImportRoutes(app: Api, { imports, agents, defaults }: ApiDeps): void {
  const enter = (caller: Caller) => requireOwner(caller, 'import into the palace');
  const catalog = createAgentCatalog(agents);

  addEndpoint(app, 'listImports', async ({ caller }) => {
    enter(caller);
    return { data: imports.list().map(importSummary) };
  });
  addEndpoint(app, 'listBrokenImports', async ({ caller }) => {
    enter(caller);
    return { data: [...(await imports.brokenOff())] };
  });
  addEndpoint(app, 'dismissBrokenImports', async ({ caller }) => {
    enter(caller);
    await imports.dismissBrokenOff();
    return { ok: true };
  });
  addEndpoint(app, 'beginImport', async ({ body, caller }) => {
    enter(caller);
    return importSummary(imports.begin(body.wing ?? ''));
  });
  // the body is the file: an archive of a whole history is larger than JSON can carry
  app.post(`${basePath}/palace/imports/:id/files`, async (context) => {
    enter(context.get('caller'));
    const { path } = fileQuery.parse(readQuery(new URL(context.req.url)));
    const body = bodyOf(context.req.raw, imports.fileBytes);
    return context.json(importSummary(await imports.addFile(context.req.param('id'), path, body)));
  });
  addEndpoint(app, 'readImport', async ({ parameter, caller }) => {
    enter(caller);
    return importSummary(await imports.read(parameter('id')));
  });
  addEndpoint(app, 'getImport', async ({ parameter, caller }) => {
    enter(caller);
    return whole(imports.get(parameter('id')));
  });
  addEndpoint(app, 'previewImport', async ({ parameter, query, caller }) => {
    enter(caller);
    const from = query.from ?? 0;
    const messages = await imports.preview(parameter('id'), parameter('item'), from);
    const item = imports.get(parameter('id')).items.find(({ id }) => id === parameter('item'));
    const next = from + messages.length;
    return {
      messages: messages.map(({ speaker, side, saidAt, text, secrets }) => ({
        speaker,
        side,
        said_at: saidAt,
        text: withoutSecrets(text, secrets),
      })),
      next: next < (item?.messages ?? 0) ? next : null,
    };
  });
  addEndpoint(app, 'chooseImport', async ({ parameter, body, caller }) => {
    enter(caller);
    const speakers = body.speakers?.map((each) => ({ ...each, export: exportPlace(each.export) }));
    return whole(imports.choose(parameter('id'), { ...body, speakers }));
  });
  addEndpoint(app, 'takeImport', async ({ parameter, caller }) => {
    enter(caller);
    const { agentId, environmentId } = await defaults();
    const agent = { ...snapshotOf(await catalog.get(agentId)) };
    return importSummary(imports.take(parameter('id'), { agent, environmentId }));
  });
  addEndpoint(app, 'discardImport', async ({ parameter, caller }) => {
    enter(caller);
    await imports.discard(parameter('id'));
    return { ok: true };
  });
}
