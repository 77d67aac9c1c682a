import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { importSummarySchema } from '../../core/api/contract.ts';
import { call, invalidate, sendBytes } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import type { PickedFile } from './dropped-files.ts';

/** Hands files over and has them read. `sending`: the one that is on its way. */
export function useStage(): {
  sending: string | null;
  stage: (files: readonly PickedFile[]) => Promise<void>;
} {
  const client = useQueryClient();
  const [sending, setSending] = useState<string | null>(null);

  async function stage(files: readonly PickedFile[]): Promise<void> {
    if (files.length === 0) return;
    let id: string | null = null;
    try {
      ({ id } = await call('beginImport', { body: {} }));
      for (const { path, file } of files) {
        setSending(path);
        await sendBytes(
          `/palace/imports/${id}/files?path=${encodeURIComponent(path)}`,
          file,
          importSummarySchema,
        );
      }
      await call('readImport', { params: { id } });
    } catch (error) {
      showFailure(error);
      // what is there only in part is not to be read as if it were all
      if (id !== null) await call('discardImport', { params: { id } }).catch(showFailure);
    } finally {
      setSending(null);
      await invalidate(client, 'imports');
    }
  }
  return { sending, stage };
}
