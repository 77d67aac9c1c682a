import { z } from 'zod';
import { outputsRoot } from '../../sandbox/index.ts';
import type { Api } from '../app.ts';
import { type Caller, requireOwner, requirePathsAllowed } from '../wire/access.ts';
import { attachmentHeaders } from '../wire/file-body.ts';
import { bodyOf, readBytes, readQuery, uploadLimitBytes } from '../wire/request.ts';
import { createAttachments } from './attachments.ts';
import { addEndpoint, basePath } from './endpoint.ts';
import type { Parts } from './parts.ts';

const fileQuery = z.object({ path: z.string().min(1).max(4096) });
const uploadQuery = z.object({ name: z.string().max(1000).default('file') });

/** Granted folders, the session's workspace, and uploads into it. */
export function addFileRoutes(app: Api, { folders, workspace, picks }: Parts): void {
  const attachments = createAttachments(workspace);

  addEndpoint(app, 'listFolders', async ({ parameter }) => ({ data: await folders.list(parameter('id')) }));
  addEndpoint(app, 'grantFolder', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'grant folders');
    if ('grant_id' in body)
      return folders.grantOffered(parameter('id'), { grantId: body.grant_id, access: body.access });
    if ('path' in body)
      return folders.grant(parameter('id'), { path: pathFrom(body.path, caller), access: body.access });
    return folders.grant(parameter('id'), { path: picks.take('folder', body.pick_id), access: body.access });
  });
  addEndpoint(app, 'revokeFolder', async ({ parameter, caller }) => {
    requireOwner(caller, 'revoke folders');
    await folders.revoke(parameter('id'), parameter('grantId'));
    return { ok: true };
  });

  addEndpoint(app, 'listWorkspace', async ({ parameter }) => ({
    data: await workspace.list(parameter('id')),
  }));
  addEndpoint(app, 'listOutputs', async ({ parameter }) => ({
    data: await workspace.list(parameter('id'), outputsRoot),
  }));

  app.get(`${basePath}/sessions/:id/workspace/file`, async (context) => {
    const { path } = fileQuery.parse(readQuery(new URL(context.req.url)));
    const { body, sizeBytes } = await workspace.stream(context.req.param('id'), path);
    const headers = attachmentHeaders('application/octet-stream', path);
    return new Response(body, { headers: { ...headers, 'content-length': String(sizeBytes) } });
  });

  app.post(`${basePath}/sessions/:id/workspace/file`, async (context) => {
    const { path } = fileQuery.parse(readQuery(new URL(context.req.url)));
    const body = bodyOf(context.req.raw, uploadLimitBytes);
    return context.json(await workspace.write(context.req.param('id'), path, body, uploadLimitBytes));
  });

  app.post(`${basePath}/sessions/:id/uploads`, async (context) => {
    const { name } = uploadQuery.parse(readQuery(new URL(context.req.url)));
    const mediaType = context.req.header('content-type') ?? 'application/octet-stream';
    const bytes = await readBytes(context.req.raw, uploadLimitBytes);
    return context.json(await attachments.add(context.req.param('id'), name, mediaType, bytes));
  });
}

function pathFrom(path: string, caller: Caller): string {
  requirePathsAllowed(caller);
  return path;
}
