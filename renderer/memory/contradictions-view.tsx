import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Contradiction, type Fact, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Card, Empty, ErrorState, Skeleton, toast } from '../ui/index.ts';
import { factPeriod, factWords } from './fact-row.tsx';
import { hrefOf } from './use-memory-place.ts';

/** Pairs of facts that cannot both hold, side by side, for the owner to settle. */
export function ContradictionsView() {
  const { t } = useTranslation('palace');
  const list = useEndpoint('listContradictions');
  if (list.isPending) return <Skeleton lines={6} className="p-6" />;
  if (!list.data)
    return <ErrorState error={list.error} onRetry={() => list.refetch()} className="flex-1 justify-center" />;
  const pairs = list.data.data;
  if (pairs.length === 0) {
    return (
      <Empty icon={<Scale />} title={t('nothingToSettle')} className="flex-1">
        {t('nothingToSettleText')}
      </Empty>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
      <ul className="mx-auto max-w-4xl space-y-4">
        {pairs.map((pair) => (
          <li key={pair.id}>
            <Pair pair={pair} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Pair({ pair }: { pair: Contradiction }) {
  const { t } = useTranslation('palace');
  const settle = useEndpointMutation('settleFacts', ['palace']);
  const [older, newer] = pair.facts;
  const say = (body: Parameters<typeof settle.mutate>[0]['body']) =>
    settle.mutate({ body }, { onSuccess: () => toast.done(t('settled')), onError: showFailure });
  const both = { fact: older.id, other: newer.id };
  return (
    <Card className="p-4">
      <h2 className="font-medium">{factWords(t, pair)}</h2>
      <div className="mt-3 grid grid-cols-2 gap-3">
        <Side label={t('older')} fact={older} />
        <Side label={t('newer')} fact={newer} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          size="sm"
          variant="primary"
          isBusy={settle.isPending}
          onClick={() => say({ verdict: 'replaced', ...both })}
        >
          {t('replaced')}
        </Button>
        <Button size="sm" onClick={() => say({ verdict: 'both', ...both })}>
          {t('both')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => say({ verdict: 'rejected', fact: older.id })}>
          {t('olderWrong')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => say({ verdict: 'rejected', fact: newer.id })}>
          {t('newerWrong')}
        </Button>
      </div>
    </Card>
  );
}

function Side({ label, fact }: { label: string; fact: Fact }) {
  const { t, i18n } = useTranslation('palace');
  return (
    <section aria-label={label} className="rounded-md border border-line bg-sunken px-3 py-2.5">
      <h3 className="text-xs text-ink-muted">
        {label}, {factPeriod(t, fact, i18n.language)}
      </h3>
      <p className="mt-1 font-medium break-words select-text">{fact.object}</p>
      <blockquote className="mt-1 border-l-2 border-line-strong pl-2.5 text-sm break-words text-ink-muted select-text">
        {fact.source.text}
      </blockquote>
      <a href={`#${hrefOf({ drawer: fact.drawer_id })}`} className="mt-1.5 inline-block text-sm">
        {t('toSource')}
      </a>
    </section>
  );
}
