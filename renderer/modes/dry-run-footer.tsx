import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, queryKey, type RecordedCall, useEndpoint } from '../api/index.ts';
import { Button, Refusal } from '../ui/index.ts';
import { useSetMode } from './mode-switch.tsx';

export interface DryRunFooterProps {
  sessionId: string;
  isDryRun: boolean;
  calls: readonly RecordedCall[];
  chosen: readonly RecordedCall[];
}

/** What becomes of recorded calls: some are run, all that need no question, or they are dropped. */
export function DryRunFooter({ sessionId, isDryRun, calls, chosen }: DryRunFooterProps) {
  const { t } = useTranslation('modes');
  const status = useEndpoint('getSession', { params: { id: sessionId } }).data?.status;
  const isRunning = status === 'running' || status === 'rescheduling';
  const { pending, failure, settle } = useSettle(sessionId, isDryRun);
  const quiet = calls.filter((one) => one.foreseen === 'run');
  const isStopped = isRunning || pending !== null;
  return (
    <footer className="space-y-2.5 border-t border-line px-4 py-3">
      <Refusal error={failure} />
      <p className="text-sm text-ink-muted">
        {t(isRunning ? 'dryRunWait' : isDryRun ? 'dryRunEnds' : 'dryRunPasses')}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          isBusy={pending === 'discard'}
          disabled={isStopped || chosen.length === 0}
          onClick={() => settle('discard', 'discard', chosen)}
          className="mr-auto"
        >
          {t('discard', { count: chosen.length })}
        </Button>
        {quiet.length > 0 && quiet.length < calls.length ? (
          <Button
            isBusy={pending === 'quiet'}
            disabled={isStopped}
            onClick={() => settle('quiet', 'execute', quiet)}
          >
            {t('runQuiet', { count: quiet.length })}
          </Button>
        ) : null}
        <Button
          variant="primary"
          isBusy={pending === 'chosen'}
          disabled={isStopped || chosen.length === 0}
          onClick={() => settle('chosen', 'execute', chosen)}
        >
          {t('runSelected', { count: chosen.length })}
        </Button>
      </div>
    </footer>
  );
}

type Choice = 'discard' | 'quiet' | 'chosen';

/** Settles exactly the calls that were shown; running them ends the dry run first. */
function useSettle(sessionId: string, isDryRun: boolean) {
  const client = useQueryClient();
  const setMode = useSetMode(sessionId);
  const [pending, setPending] = useState<Choice | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const target = { params: { id: sessionId } };
  async function run(action: 'execute' | 'discard', calls: readonly RecordedCall[]): Promise<void> {
    if (action === 'execute' && isDryRun) await setMode('normal');
    const tool_use_ids = calls.map((one) => one.tool_use_id);
    const settled = await call('settleDryRun', { ...target, body: { action, tool_use_ids } });
    client.setQueryData(queryKey('getDryRun', target), settled);
  }
  function settle(choice: Choice, action: 'execute' | 'discard', calls: readonly RecordedCall[]): void {
    if (pending !== null) return;
    setPending(choice);
    setFailure(null);
    void run(action, calls)
      .catch((error: unknown) => {
        setFailure(error);
        // somebody else settled them, or the session began to run
        void client.invalidateQueries({ queryKey: queryKey('getDryRun', target) });
      })
      .finally(() => setPending(null));
  }
  return { pending, failure, settle };
}
