import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { attachmentHeaders, fileBody } from '../wire/file-body.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { readBytes, readQuery, uploadLimitBytes } from '../wire/request.ts';
import { createFileCatalog, metadataOf } from './file-catalog.ts';
import { expiresInSeconds, type FileMetadata, listFilesQuery } from './file-schemas.ts';
import { mediaTypeOf, nameFor } from './media-types.ts';

const list = 'files';
const afterSchema = z.tuple([z.number().int(), z.string()]);

/** `/v1/files`: uploads of clients, and what sessions hold of their own. */
export function addManagedFileRoutes(app: Api, deps: ApiDeps): void {
  const { files } = deps;
  const catalog = createFileCatalog(deps);

  app.post('/v1/files', async (context) => {
    const { file, expiresIn } = await readForm(context.req.raw);
    const mimeType = plainType(file.type) ?? mediaTypeOf(file.name);
    const added = await files.add({
      createdBy: context.get('caller').createdBy,
      filename: lastName(file.name) ?? nameFor(mimeType),
      mimeType,
      content: new Uint8Array(await file.arrayBuffer()),
      expiresInMs: expiresIn === null ? null : expiresIn * 1000,
    });
    return context.json(metadataOf(added));
  });

  app.get('/v1/files', async (context) => {
    const query = listFilesQuery.parse(readQuery(new URL(context.req.url)));
    const { createdBy } = context.get('caller');
    if (query.ids !== undefined) {
      const found: FileMetadata[] = [];
      for (const id of new Set(query.ids)) {
        const metadata = await quietly(async () => (await catalog.require(id, createdBy)).metadata);
        if (metadata !== null) found.push(metadata);
      }
      return context.json({ data: found, next_page: null });
    }
    if (query.scope_id !== undefined) {
      const name = `${list} ${query.scope_id}`;
      const offset = Number(decodeCursor(name, 'asc', query.page) ?? 0);
      const all = await catalog.ofSession(query.scope_id, createdBy);
      const end = offset + query.limit;
      return context.json({
        data: all.slice(offset, end),
        next_page: end < all.length ? encodeCursor(name, 'asc', String(end)) : null,
      });
    }
    const after = decodeCursor(list, 'desc', query.page);
    const [createdAt, id] = after === undefined ? [] : afterSchema.parse(JSON.parse(after));
    const rows = await files.list({
      createdBy,
      limit: query.limit + 1,
      after: createdAt === undefined || id === undefined ? null : { createdAt, id },
    });
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const hasMore = rows.length > query.limit && last !== undefined;
    return context.json({
      data: shown.map(metadataOf),
      next_page: hasMore ? encodeCursor(list, 'desc', JSON.stringify([last.createdAt, last.id])) : null,
    });
  });

  app.get('/v1/files/:id', async (context) => {
    const { metadata } = await catalog.require(context.req.param('id'), context.get('caller').createdBy);
    return context.json(metadata);
  });

  app.get('/v1/files/:id/content', async (context) => {
    const { metadata, read } = await catalog.require(
      context.req.param('id'),
      context.get('caller').createdBy,
    );
    const { body, sizeBytes } = await fileBody(read);
    const headers = attachmentHeaders(metadata.mime_type, metadata.filename);
    return new Response(body, { headers: { ...headers, 'content-length': String(sizeBytes) } });
  });

  app.delete('/v1/files/:id', async (context) => {
    const id = context.req.param('id');
    const { createdBy } = context.get('caller');
    if (await files.remove(id, createdBy)) return context.json({ id, type: 'file_deleted' });
    await catalog.require(id, createdBy);
    throw new HoldfastError(
      'invalid_request',
      `${id} belongs to a session: a mounted file goes with its resource, an output with its session`,
    );
  });
}

/** Null where there is no such file, or none that the asker sees. */
async function quietly<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (caught) {
    const isMissing = caught instanceof HoldfastError && /not_found$/.test(caught.code);
    if (!isMissing) throw caught;
    return null;
  }
}

async function readForm(request: Request): Promise<{ file: File; expiresIn: number | null }> {
  const bytes = await readBytes(request, uploadLimitBytes);
  const type = request.headers.get('content-type') ?? '';
  let form: FormData;
  try {
    form = await new Response(Buffer.from(bytes), { headers: { 'content-type': type } }).formData();
  } catch (caught) {
    throw new HoldfastError('invalid_request', 'send the file as multipart/form-data', {}, { cause: caught });
  }
  const file = form.get('file');
  if (file === null || typeof file === 'string')
    throw new HoldfastError('invalid_request', 'file: a file is missing');
  const expires = form.get('expires_in_seconds');
  return { file, expiresIn: expires === null ? null : expiresInSeconds.parse(expires) };
}

function plainType(type: string): string | null {
  const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(plain) && plain !== 'application/octet-stream' ? plain : null;
}

/** The last part of the name, as far as it can be shown and saved anywhere. */
function lastName(name: string): string | null {
  const last = (name.split(/[\\/]/).at(-1) ?? '')
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, '')
    .slice(0, 255);
  return last === '' || last === '.' || last === '..' ? null : last;
}
