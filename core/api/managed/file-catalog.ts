import { HoldfastError, sha256 } from '../../base/index.ts';
import { outputsRoot, type SessionResource, type UploadedFile } from '../../sandbox/index.ts';
import type { ApiDeps } from '../ports.ts';
import { type Piece, pieceBytes } from '../wire/file-body.ts';
import type { FileMetadata, FileResource } from './file-schemas.ts';
import { mediaTypeOf } from './media-types.ts';

/** A file under a file id, wherever it lies, and the way to its bytes. */
export interface FoundFile {
  metadata: FileMetadata;
  read(offset: number): Promise<Piece>;
}

type Deps = Pick<ApiDeps, 'files' | 'log' | 'workspaces'>;

const outputPrefix = 'file_out_';

/**
 * Files by file id: uploads, copies that are mounted, and what sessions hand over. The id of the latter names the session and the content, so
 * that a file that is written anew is another file. `createdBy` null is the owner, who sees all of them.
 */
export function createFileCatalog({ files, log, workspaces }: Deps) {
  /** Throws `session_not_found` for a session that is not the asker's. */
  async function requireSession(sessionId: string, createdBy: string | null): Promise<void> {
    const record = await log.getSession({ sessionId });
    if (createdBy !== null && record.createdBy !== createdBy)
      throw new HoldfastError('session_not_found', `no session ${sessionId}`);
  }

  function readerOf(sessionId: string, path: string): FoundFile['read'] {
    return async (offset) => {
      const found = workspaces.resolve(sessionId, path);
      const { bytes, sizeBytes, modifiedAt } = await found.files.readFile(found.inside, {
        offset,
        length: pieceBytes,
      });
      return { bytes, sizeBytes, version: modifiedAt };
    };
  }

  async function output(id: string, createdBy: string | null): Promise<FoundFile | null> {
    const sessionId = `sesn_${id.slice(outputPrefix.length, id.lastIndexOf('_'))}`;
    await requireSession(sessionId, createdBy);
    const found = (await outputsOf(workspaces, sessionId)).find((each) => each.metadata.id === id);
    return found ? { metadata: found.metadata, read: readerOf(sessionId, found.path) } : null;
  }

  async function mounted(resource: SessionResource, createdBy: string | null): Promise<FoundFile> {
    await requireSession(resource.sessionId, createdBy);
    const read = readerOf(resource.sessionId, resource.mountPath);
    const { sizeBytes } = await read(0);
    return { metadata: metadataOfCopy(resource, sizeBytes), read };
  }

  return {
    /** Throws `not_found`. */
    async require(id: string, createdBy: string | null): Promise<FoundFile> {
      const uploaded = await files.get(id, createdBy);
      if (uploaded)
        return {
          metadata: metadataOf(uploaded),
          read: async (offset) => {
            const { file, bytes } = await files.read({ id, createdBy }, { offset, length: pieceBytes });
            return { bytes, sizeBytes: file.sizeBytes, version: file.createdAt };
          },
        };
      const resource = await files.resourceOfFile(id);
      const found =
        resource !== null
          ? await mounted(resource, createdBy)
          : id.startsWith(outputPrefix)
            ? await output(id, createdBy)
            : null;
      if (found === null) throw new HoldfastError('not_found', `no file ${id.slice(0, 100)}`);
      return found;
    },

    /** What a session hands over and what is mounted into it, in order of path. Throws `session_not_found`. */
    async ofSession(sessionId: string, createdBy: string | null): Promise<FileMetadata[]> {
      await requireSession(sessionId, createdBy);
      const outputs = (await outputsOf(workspaces, sessionId)).map(({ metadata }) => metadata);
      const copies: FileMetadata[] = [];
      for (const resource of await files.resources([sessionId]))
        copies.push((await mounted(resource, createdBy)).metadata);
      return [...outputs, ...copies];
    },
  };
}

async function outputsOf(workspaces: Deps['workspaces'], sessionId: string) {
  const outputs: { path: string; metadata: FileMetadata }[] = [];
  for await (const file of workspaces.files(sessionId, outputsRoot)) {
    const filename = file.path.slice(outputsRoot.length + 1);
    const hash = sha256(`${file.path}\n${file.sha256}`).toString('hex').slice(0, 24);
    outputs.push({
      path: file.path,
      metadata: {
        id: `${outputPrefix}${sessionId.replace(/^sesn_/, '')}_${hash}`,
        type: 'file',
        filename,
        mime_type: mediaTypeOf(filename),
        size_bytes: file.sizeBytes,
        created_at: new Date(file.modifiedAt).toISOString(),
        downloadable: true,
        expires_at: null,
        scope: { type: 'session', id: sessionId },
      },
    });
  }
  return outputs;
}

/** An upload as clients see it. */
export function metadataOf(file: UploadedFile): FileMetadata {
  return {
    id: file.id,
    type: 'file',
    filename: file.filename,
    mime_type: file.mimeType,
    size_bytes: file.sizeBytes,
    created_at: new Date(file.createdAt).toISOString(),
    downloadable: true,
    expires_at: file.expiresAt === null ? null : new Date(file.expiresAt).toISOString(),
  };
}

function metadataOfCopy(resource: SessionResource, sizeBytes: number): FileMetadata {
  return {
    id: resource.fileId,
    type: 'file',
    filename: resource.filename,
    mime_type: resource.mimeType,
    size_bytes: sizeBytes,
    created_at: new Date(resource.createdAt).toISOString(),
    downloadable: true,
    expires_at: null,
    scope: { type: 'session', id: resource.sessionId },
  };
}

/** A mounted file as clients see it; nothing of it changes after it was mounted. */
export function resourceOnWire(resource: SessionResource): FileResource {
  const at = new Date(resource.createdAt).toISOString();
  return {
    id: resource.id,
    type: 'file',
    file_id: resource.fileId,
    mount_path: resource.mountPath,
    created_at: at,
    updated_at: at,
  };
}
