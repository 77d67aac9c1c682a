/** What a page's thread is started with: a document of a stranger, to be made into markdown. */
export interface PageWorkerData {
  page: { kind: 'html'; text: string; url: string } | { kind: 'pdf'; bytes: Uint8Array };
}

/** What was read of it; `pages` of a PDF. */
export interface PageText {
  title: string;
  markdown: string;
  pages?: number;
}

export type FromPage = ({ type: 'end' } & PageText) | { type: 'failed'; message: string };
