import { open, rename, rm } from 'node:fs/promises';
import type { ExportFormat } from '../contract.ts';
import { attachmentHeaders } from '../wire/file-body.ts';

/** A text on its way out: what its file is called, and its pieces, made as they are taken. */
export interface Exported {
  name: string;
  lines: AsyncGenerator<string>;
}

export const fileExtensions = { markdown: 'md', jsonl: 'jsonl' } as const satisfies Record<
  ExportFormat,
  string
>;
const contentTypes = {
  markdown: 'text/markdown; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
} as const satisfies Record<ExportFormat, string>;

/** The pieces without what stays in the house. */
export async function* hidden(
  lines: AsyncIterable<string>,
  hide: (text: string) => string,
): AsyncGenerator<string> {
  for await (const line of lines) yield hide(line);
}

/** As the body of an answer, which is made as fast as it is read. */
export function attachment({ name, lines }: Exported, format: ExportFormat): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, { headers: attachmentHeaders(contentTypes[format], name) });
}

/**
 * Into a file that only its owner reads; resolves with its bytes. It is written beside the path and takes its place when it is whole: a full
 * disk or a kill leaves what was there.
 */
export async function writeExport(path: string, lines: AsyncIterable<string>): Promise<number> {
  const part = `${path}.holdfast-part`;
  let sizeBytes = 0;
  try {
    const file = await open(part, 'w', 0o600);
    try {
      for await (const line of lines) {
        await file.appendFile(line);
        sizeBytes += Buffer.byteLength(line);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (caught) {
    await rm(part, { force: true });
    throw caught;
  }
  return sizeBytes;
}
