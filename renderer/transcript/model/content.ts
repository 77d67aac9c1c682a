import type { WireEvent } from '../../api/index.ts';

type UserMessage = Extract<WireEvent, { type: 'user.message' }>;
export type Block = UserMessage['content'][number];

/** The words of text blocks, joined by blank lines. */
export function textOf(content: readonly Block[] | undefined): string {
  return (content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
}

/** True where the owner had something of it forgotten. */
export function isForgotten(content: readonly Block[] | undefined): boolean {
  return (content ?? []).some((block) => block.type === 'redacted');
}

/** Pictures as addresses that the page may show: only those whose bytes are in the log. */
export function imagesOf(content: readonly Block[] | undefined): string[] {
  return (content ?? []).flatMap((block) =>
    block.type === 'image' &&
    block.source.type === 'base64' &&
    /^image\/(png|jpeg|gif|webp)$/.test(block.source.media_type)
      ? [`data:${block.source.media_type};base64,${block.source.data}`]
      : [],
  );
}

/** Names of attached documents. */
export function documentsOf(content: readonly Block[] | undefined): string[] {
  return (content ?? []).flatMap((block) => (block.type === 'document' ? [block.title ?? ''] : []));
}
