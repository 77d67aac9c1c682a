import { HoldfastError } from '../../base/index.ts';
import type { ContentBlock } from '../../events/index.ts';
import { uploadsRoot } from '../../sandbox/index.ts';
import type { SendMessage, Upload } from '../contract.ts';
import type { Workspace } from './workspace.ts';

const folder = `${uploadsRoot}/`;
const imageLimitBytes = 5 * 1024 * 1024;

/** Dropped and pasted files: kept among the session's uploads, images shown to the model when attached. */
export function createAttachments(workspace: Workspace) {
  return {
    /** Stores the bytes under a free name below /mnt/session/uploads/. */
    async add(sessionId: string, name: string, mediaType: string, bytes: Uint8Array): Promise<Upload> {
      const taken = new Set((await workspace.list(sessionId, uploadsRoot)).map((file) => file.path));
      const path = freePath(safeName(name), taken);
      const file = await workspace.write(sessionId, path, bytes);
      return {
        upload_id: uploadIdOf(path),
        kind: imageType(bytes) !== null && bytes.byteLength <= imageLimitBytes ? 'image' : 'file',
        name: path.slice(folder.length),
        path,
        media_type: imageType(bytes) ?? mediaType,
        size_bytes: file.size_bytes,
      };
    },

    /** The message's content blocks: attachments first, then what was said. Throws `file_not_found`. */
    async toContent(
      sessionId: string,
      message: Pick<SendMessage, 'content' | 'attachments'>,
    ): Promise<ContentBlock[]> {
      const blocks: ContentBlock[] = [];
      for (const uploadId of message.attachments ?? []) {
        const path = pathOf(uploadId);
        const bytes = await workspace.read(sessionId, path);
        blocks.push({ type: 'text', text: `Attached file: ${path} (${bytes.byteLength} bytes)` });
        const media_type = imageType(bytes);
        if (media_type === null || bytes.byteLength > imageLimitBytes) continue;
        const data = Buffer.from(bytes).toString('base64');
        blocks.push({ type: 'image', source: { type: 'base64', media_type, data } });
      }
      const said =
        typeof message.content === 'string'
          ? [{ type: 'text' as const, text: message.content }]
          : message.content;
      return [...blocks, ...said];
    },
  };
}

/** One path segment, without what some file system or shell would trip over. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const cleaned = [...last.normalize('NFC')]
    .filter((character) => !isAwkward(character))
    .join('')
    .trim();
  const trimmed = cleaned.replace(/^\.+/, '').slice(0, 120);
  return trimmed === '' ? 'file' : trimmed;
}

function isAwkward(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 32 || code === 127 || '<>:"|?*'.includes(character);
}

function freePath(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let count = 1; ; count += 1) {
    const path = `${folder}${count === 1 ? name : `${stem} (${count})${extension}`}`;
    if (!taken.has(path)) return path;
  }
}

function uploadIdOf(path: string): string {
  return `upl_${Buffer.from(path.slice(folder.length)).toString('base64url')}`;
}

function pathOf(uploadId: string): string {
  const name = uploadId.startsWith('upl_')
    ? Buffer.from(uploadId.slice(4), 'base64url').toString('utf8')
    : '';
  if (name === '' || name !== safeName(name)) throw new HoldfastError('file_not_found', 'no such upload');
  return `${folder}${name}`;
}

/** What the bytes are by their first bytes, for the formats that models read; a file's name proves nothing. */
function imageType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 12));
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (head.subarray(0, 4).toString('latin1') === 'GIF8') return 'image/gif';
  const isWebp =
    head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP';
  return isWebp ? 'image/webp' : null;
}
