import { useState } from 'react';
import { type ModelStatus, useEndpointMutation } from '../api/index.ts';
import { isAddress, type ModelDraft, requestOf } from './model-draft.ts';

export type Missing = 'model' | 'baseUrl' | 'apiKey' | null;

/** Saves a model and asks it for real. `result` is what came of it; `missing` the field that must be filled first. */
export function useModelSetup(hasKey: boolean) {
  const [missing, setMissing] = useState<Missing>(null);
  const [result, setResult] = useState<ModelStatus | null>(null);
  const save = useEndpointMutation('setModel', ['status']);
  const check = useEndpointMutation('checkModel', ['status']);
  async function run(draft: ModelDraft): Promise<ModelStatus | null> {
    const lacking = missingIn(draft, hasKey);
    setMissing(lacking);
    setResult(null);
    if (lacking) return null;
    const saved = await save.mutateAsync({ body: requestOf(draft) });
    const status = draft.provider === 'rehearsal' ? saved : await check.mutateAsync({});
    setResult(status);
    return status;
  }
  function reset(): void {
    setMissing(null);
    setResult(null);
    save.reset();
    check.reset();
  }
  return {
    run,
    reset,
    missing,
    result,
    error: save.error ?? check.error,
    isBusy: save.isPending || check.isPending,
  };
}

function missingIn(draft: ModelDraft, hasKey: boolean): Missing {
  if (draft.provider === 'rehearsal') return null;
  if (draft.provider === 'compatible' && !isAddress(draft.baseUrl)) return 'baseUrl';
  if (draft.provider === 'anthropic' && !hasKey && !draft.apiKey.trim()) return 'apiKey';
  return draft.model.trim() ? null : 'model';
}
