import { writeFile } from 'node:fs/promises';
import type { Api } from '../app.ts';
import { exportQuerySchema } from '../contract.ts';
import { exportSession } from '../export/export-session.ts';
import { requireOwner } from '../wire/access.ts';
import { attachmentHeaders } from '../wire/file-body.ts';
import { readQuery } from '../wire/request.ts';
import { addEndpoint, basePath } from './endpoint.ts';
import type { Parts } from './parts.ts';

const contentTypes = {
  markdown: 'text/markdown; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;
const extensions = { markdown: 'md', jsonl: 'jsonl' } as const;

/** A session as a document (Markdown) or as its events (JSONL). */
export function addExportRoutes(app: Api, { deps, picks }: Parts): void {
  app.get(`${basePath}/sessions/:id/export`, async (context) => {
    requireOwner(context.get('caller'), 'export sessions');
    const { format = 'markdown' } = exportQuerySchema.parse(readQuery(new URL(context.req.url)));
    const { name, lines } = await exportSession(deps.log, context.req.param('id'), format);
    const iterator = lines[Symbol.asyncIterator]();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(new TextEncoder().encode(value));
      },
      async cancel() {
        await iterator.return?.(undefined);
      },
    });
    const headers = attachmentHeaders(contentTypes[format], `${name}.${extensions[format]}`);
    return new Response(body, { headers });
  });

  addEndpoint(app, 'exportToFile', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'export sessions');
    const path = picks.take('save', body.pick_id);
    const { lines } = await exportSession(deps.log, parameter('id'), body.format);
    let text = '';
    for await (const line of lines) text += line;
    await writeFile(path, text, { mode: 0o600 });
    return { ok: true, path, size_bytes: Buffer.byteLength(text) };
  });
}
