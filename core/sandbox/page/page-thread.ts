import type { MessagePort } from 'node:worker_threads';
import type { FromPage, PageText, PageWorkerData } from './messages.ts';

/** Reads one document in this thread and says what it holds. */
export async function servePage(port: MessagePort, { page }: PageWorkerData): Promise<void> {
  const send = (message: FromPage) => port.postMessage(message);
  try {
    send({ type: 'end', ...(await readPage(page)) });
  } catch (caught) {
    send({ type: 'failed', message: caught instanceof Error ? caught.message : String(caught) });
  }
}

/** A document of a stranger as markdown, read in this thread: for threads that are nothing but readers. Throws for what is no such document. */
export function readPage(page: PageWorkerData['page']): Promise<PageText> {
  return page.kind === 'html' ? htmlText(page.text, page.url) : pdfText(page.bytes);
}

/** What makes pieces of pages into markdown; loaded when it is asked for. */
export async function fragmentReader(): Promise<(html: string) => string> {
  return (await import('./html-markdown.ts')).fragmentToMarkdown;
}

async function htmlText(text: string, url: string): Promise<PageText> {
  return (await import('./html-markdown.ts')).htmlToMarkdown(text, url);
}

async function pdfText(bytes: Uint8Array): Promise<PageText> {
  const { extractText, getDocumentProxy, getMeta } = await import('unpdf');
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  const { totalPages, text } = await extractText(document, { mergePages: false });
  const { info } = await getMeta(document);
  const title = typeof info.Title === 'string' ? info.Title : '';
  const markdown = text.map((page, index) => `## Page ${index + 1}\n\n${page.trim()}`).join('\n\n');
  return { title, markdown, pages: totalPages };
}
