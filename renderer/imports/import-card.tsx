import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ImportSummary, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatBytes } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Badge, Banner, Button, Card, ErrorState, Skeleton, type Tone } from '../ui/index.ts';
import { ImportProgress } from './import-progress.tsx';
import { ImportReview } from './import-review.tsx';
import { TakenNote } from './taken-note.tsx';

const tones: Readonly<Record<ImportSummary['state'], Tone>> = {
  receiving: 'neutral',
  reading: 'neutral',
  review: 'asked',
  taking: 'accent',
  taken: 'allowed',
  failed: 'denied',
};

/** One import, in whatever state it is. */
export function ImportCard({ summary }: { summary: ImportSummary }) {
  const { t, i18n } = useTranslation('imports');
  const { id, state, files, error } = summary;
  const discard = useEndpointMutation('discardImport', ['imports']);
  const first = files[0]?.name ?? '…';
  const name =
    files.length > 1
      ? t('nameMore', { file: first, count: files.length - 1 })
      : t('nameOne', { file: first });
  const size = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const isEmpty = state === 'review' && summary.items === 0;
  const isOver = state === 'taken' || state === 'failed' || isEmpty;
  return (
    <Card className="px-5 py-4">
      <div className="flex items-center gap-3">
        <h2 className="min-w-0 flex-1 truncate font-medium" title={name}>
          {name}
        </h2>
        <span className="shrink-0 text-sm text-ink-faint">{formatBytes(size, i18n.language)}</span>
        <Badge tone={isEmpty ? 'neutral' : tones[state]}>{t(`state.${isEmpty ? 'empty' : state}`)}</Badge>
        <Button
          variant="ghost"
          size="sm"
          icon={<X />}
          isBusy={discard.isPending}
          title={state === 'taking' ? t('stopHint') : undefined}
          onClick={() => discard.mutate({ params: { id } }, { onError: showFailure })}
        >
          {t(isOver ? 'remove' : state === 'taking' ? 'stop' : 'discard')}
        </Button>
      </div>
      {state === 'reading' || state === 'taking' ? <ImportProgress summary={summary} /> : null}
      {error === null ? null : (
        <Banner tone="danger" className="mt-3">
          <p>{error.message}</p>
          <p className="text-ink-muted">{error.next_step}</p>
        </Banner>
      )}
      {state === 'taken' ? <TakenNote summary={summary} /> : null}
      {state === 'review' ? <Review id={id} /> : null}
    </Card>
  );
}

function Review({ id }: { id: string }) {
  const found = useEndpoint('getImport', { params: { id } });
  if (found.isPending) return <Skeleton lines={5} className="mt-4" />;
  if (!found.data) return <ErrorState error={found.error} onRetry={() => found.refetch()} />;
  return <ImportReview key={id} found={found.data} />;
}
