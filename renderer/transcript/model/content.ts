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

export interface OwnMessage {
  /** What the owner typed. */
  text: string;
  images: string[];
  /** Names of attached files that are no pictures. */
  files: string[];
  /** Everything that came with the words, to be sent again with other words. */
  attached: Block[];
}

// written by the API in front of each attached file
const attachedFile = /^Attached file: \/(?:workspace|mnt\/session)\/uploads\/([^\n]+) \(\d+ bytes\)$/;

/** Takes a message of the owner apart: words, pictures, files. */
export function ownMessage(content: readonly Block[]): OwnMessage {
  const attached: Block[] = [];
  const words: Block[] = [];
  const files: string[] = [];
  for (const [index, block] of content.entries()) {
    const name = block.type === 'text' ? attachedFile.exec(block.text)?.[1] : undefined;
    if (block.type === 'text' && name === undefined) {
      words.push(block);
      continue;
    }
    attached.push(block);
    if (name !== undefined && content[index + 1]?.type !== 'image') files.push(name);
    if (block.type === 'document') files.push(block.title ?? '');
  }
  return { text: textOf(words), images: imagesOf(content), files, attached };
}
