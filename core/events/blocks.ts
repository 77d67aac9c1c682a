import { z } from 'zod';

/** Content blocks as in the Managed Agents API; sizes are bounded by the API's body limit. */
const base64Source = z.object({
  type: z.literal('base64'),
  media_type: z.string().min(1).max(200),
  data: z.string(),
});
const urlSource = z.object({ type: z.literal('url'), url: z.string().max(4096) });
const fileSource = z.object({ type: z.literal('file'), file_id: z.string().max(200) });
const textSource = z.object({
  type: z.literal('text'),
  media_type: z.literal('text/plain'),
  data: z.string(),
});

export const textBlock = z.object({ type: z.literal('text'), text: z.string() });
export const imageBlock = z.object({
  type: z.literal('image'),
  source: z.discriminatedUnion('type', [base64Source, urlSource, fileSource]),
});
export const documentBlock = z.object({
  type: z.literal('document'),
  source: z.discriminatedUnion('type', [base64Source, urlSource, fileSource, textSource]),
  title: z.string().max(500).nullish(),
  context: z.string().max(20_000).nullish(),
});
/** Stands where the owner had something forgotten. */
export const redactedBlock = z.object({ type: z.literal('redacted') });

export const contentBlock = z.discriminatedUnion('type', [
  textBlock,
  imageBlock,
  documentBlock,
  redactedBlock,
]);

export type TextBlock = z.infer<typeof textBlock>;
export type ImageBlock = z.infer<typeof imageBlock>;
export type DocumentBlock = z.infer<typeof documentBlock>;
export type ContentBlock = z.infer<typeof contentBlock>;

/** The text of the text blocks, joined by blank lines. */
export function textOf(content: readonly ContentBlock[] | undefined): string {
  return (content ?? [])
    .filter((block): block is TextBlock => block.type === 'text')
    .map((block) => block.text)
    .join('\n\n');
}
