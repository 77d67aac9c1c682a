import type { Page } from 'playwright';

/** The window's JavaScript heap as the debugger writes it down, after everything that nobody holds was collected. */
export async function heapOf(window: Page): Promise<string> {
  const debug = await window.context().newCDPSession(window);
  const chunks: string[] = [];
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await debug.send('HeapProfiler.enable');
  await debug.send('HeapProfiler.collectGarbage');
  await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await debug.detach();
  return chunks.join('');
}
