import type { CallPreview } from './labels.ts';

/** How many files of the owner's folders a call would change. The session's own workspace is free. */
export function changedFiles(preview: Pick<CallPreview, 'effect' | 'target' | 'paths'>): number {
  const isChange = preview.effect === 'local' || preview.effect === 'destructive';
  return isChange && preview.target === 'folder' ? preview.paths.length : 0;
}
