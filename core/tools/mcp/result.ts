import { z } from 'zod';
import type { ImageBlock } from '../../events/index.ts';
import { count } from '../wording.ts';
import type { RawResult } from './connection.ts';
import { limits } from './limits.ts';

const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal('audio'), mimeType: z.string() }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), text: z.string().optional(), mimeType: z.string().optional() }),
  }),
]);

export interface ReadResult {
  text: string;
  images: ImageBlock[];
  isError: boolean;
}

/** A server's answer as text and pictures. What is no content of the protocol is said to be left out. */
export function readResult({ content = [], structuredContent, isError = false }: RawResult): ReadResult {
  const texts: string[] = [];
  const images: ImageBlock[] = [];
  for (const each of content.slice(0, limits.resultBlocks)) {
    const parsed = block.safeParse(each);
    if (!parsed.success) {
      texts.push('[A part of the answer is malformed and left out.]');
      continue;
    }
    const image = parsed.data.type === 'image' ? imageOf(parsed.data) : null;
    if (image) images.push(image);
    else texts.push(textOf(parsed.data));
  }
  if (content.length > limits.resultBlocks)
    texts.push(`[${count(content.length - limits.resultBlocks, 'further part')} of the answer left out.]`);
  if (texts.length === 0 && images.length === 0)
    texts.push(
      structuredContent === undefined ? 'Done; the server said nothing more.' : asJson(structuredContent),
    );
  return { text: texts.join('\n\n'), images, isError };
}

type Block = z.infer<typeof block>;

function textOf(part: Block): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
      return `[A picture of ${part.data.length} characters (${oneLine(part.mimeType)}) is left out.]`;
    case 'audio':
      return `[A sound (${oneLine(part.mimeType)}) is left out.]`;
    case 'resource_link':
      return `[A link to ${oneLine(part.uri)}${part.name === undefined ? '' : `, ${oneLine(part.name)}`}.]`;
    case 'resource':
      return part.resource.text === undefined
        ? `[The content of ${oneLine(part.resource.uri)} is no text and left out.]`
        : `${oneLine(part.resource.uri)}:\n${part.resource.text}`;
  }
}

function imageOf({ data, mimeType }: { data: string; mimeType: string }): ImageBlock | null {
  const media_type = imageTypes.find((type) => type === mimeType);
  const isFine = data.length > 0 && data.length <= limits.imageUnits && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return media_type && isFine ? { type: 'image', source: { type: 'base64', media_type, data } } : null;
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 500);
