import { HoldfastError } from '../../base/index.ts';

/** How much of a file is held at once while it is sent. */
export const pieceBytes = 1024 * 1024;

/** A piece of a file, and what the whole of it is now: `version` changes when the content does. */
export interface Piece {
  bytes: Uint8Array;
  sizeBytes: number;
  version: number;
}

/**
 * A file as a body, piece by piece as the reader takes it. Rejects before the first piece where there is no such file; a file that changes
 * meanwhile ends the body with an error.
 */
export async function fileBody(
  read: (offset: number) => Promise<Piece>,
): Promise<{ body: ReadableStream<Uint8Array>; sizeBytes: number }> {
  const first = await read(0);
  let next: Piece | null = first;
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { bytes, sizeBytes, version } = next ?? (await read(sent));
      next = null;
      if (sizeBytes !== first.sizeBytes || version !== first.version)
        throw new HoldfastError('conflict', 'the file was changed while it was read');
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      sent += bytes.byteLength;
      if (sent >= sizeBytes) controller.close();
      else if (bytes.byteLength === 0) throw new HoldfastError('internal', 'a file ended early');
    },
  });
  return { body, sizeBytes: first.sizeBytes };
}

/** Never shown by a browser as a page of ours: always saved, never sniffed. */
export function attachmentHeaders(contentType: string, path: string): Record<string, string> {
  const name = path.split('/').at(-1) ?? 'file';
  return {
    'content-type': contentType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
