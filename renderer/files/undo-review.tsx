import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ApiError,
  call,
  type UndoPlan,
  type UndoSelection,
  useEndpoint,
  useEndpointMutation,
} from '../api/index.ts';
import { Button, ErrorState, Refusal, Skeleton, toast } from '../ui/index.ts';
import { type Choice, PlannedFile } from './planned-file.tsx';

export interface UndoReviewProps {
  sessionId: string;
  selection: UndoSelection;
  onDone: () => void;
}

/** What an undo would do, file by file, before it does anything. */
export function UndoReview({ sessionId, selection, onDone }: UndoReviewProps) {
  const { t } = useTranslation('changes');
  const plan = useQuery({
    queryKey: ['planUndo', sessionId, selection],
    queryFn: () => call('planUndo', { params: { id: sessionId }, body: selection }),
    // the disk is looked at each time
    gcTime: 0,
    staleTime: 0,
  });
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Button size="sm" variant="ghost" icon={<ArrowLeft />} onClick={onDone}>
          {t('back')}
        </Button>
      </div>
      {plan.data ? (
        <Planned
          sessionId={sessionId}
          selection={selection}
          plan={plan.data}
          onStale={() => void plan.refetch()}
          onDone={onDone}
        />
      ) : plan.error ? (
        <ErrorState error={plan.error} onRetry={() => plan.refetch()} />
      ) : (
        <Skeleton lines={4} />
      )}
    </div>
  );
}

function Planned({
  sessionId,
  selection,
  plan,
  onStale,
  onDone,
}: UndoReviewProps & { plan: UndoPlan; onStale: () => void }) {
  const { t } = useTranslation('changes');
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const undo = useEndpointMutation('undo', ['workspace', 'sessions']);
  const status = useEndpoint('getSession', { params: { id: sessionId } }).data?.status;
  const isRunning = status === 'running' || status === 'rescheduling';
  const files = plan.files.filter(({ action }) => action !== 'same');
  const changing = files.filter(
    ({ action, path }) =>
      action === 'restore' ||
      action === 'remove' ||
      action === 'merge' ||
      action === 'move' ||
      (action === 'conflict' && choices[path] === 'restore'),
  );
  const confirm = () =>
    undo.mutate(
      { params: { id: sessionId }, body: { ...selection, plan_id: plan.plan_id, choices } },
      {
        onSuccess: (result) => {
          if (result.done.length > 0) toast.done(t('done', { count: result.done.length }));
          if (result.left.some(({ why }) => why !== 'conflict' && why !== 'not_kept'))
            toast.failed(t('someLeft', { count: result.left.length }));
          onDone();
        },
        onError: (error) => {
          if (error instanceof ApiError && error.code === 'conflict') onStale();
        },
      },
    );
  if (files.length === 0) return <p className="text-ink-muted">{t('nothingToUndo')}</p>;
  return (
    <>
      <p className="text-ink-muted">{t('reviewText')}</p>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {files.map((file) => (
          <PlannedFile
            key={file.path}
            file={file}
            choice={choices[file.path] ?? 'keep'}
            isOpenAtFirst={files.length === 1}
            onChoose={(choice) => setChoices({ ...choices, [file.path]: choice })}
          />
        ))}
      </ul>
      {undo.error ? <Refusal error={undo.error} /> : null}
      <div className="flex items-center justify-end gap-3">
        {isRunning ? <p className="text-sm text-ink-muted">{t('waitUntilRests')}</p> : null}
        <Button
          variant="primary"
          icon={<Undo2 />}
          isBusy={undo.isPending}
          disabled={changing.length === 0 || isRunning}
          onClick={confirm}
        >
          {changing.length === 0 ? t('undoBadge') : t('confirm', { count: changing.length })}
        </Button>
      </div>
    </>
  );
}
