import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { invalidate } from '../api/index.ts';

/** Does one thing at a time and says how it went; keeps nothing of what was sent. Afterwards the vaults are read anew. */
export function useSending() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** True when it went through. */
  async function send(work: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(caught);
      return false;
    } finally {
      setBusy(false);
      void invalidate(client, 'vaults');
    }
  }
  return { send, isBusy, error };
}
