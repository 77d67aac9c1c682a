import type { Looked } from '../context/index.ts';
import { lookAt } from '../context/worker.ts';
import type { Tx } from '../db/worker.ts';

export const inspectionStore = {
  commands: {},
  queries: { look: (_: Tx, { text }: { text: string }): Looked => lookAt(text) },
};
