import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Contradiction, type Fact, useEndpoint } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { useKeptFocus } from '../lib/use-kept-focus.ts';
import { Button, Card, Empty, ErrorState, Skeleton } from '../ui/index.ts';
import { factPeriod, factWords } from './fact-row.tsx';
import { hrefOf } from './use-memory-place.ts';
import { useSettle } from './use-settle.ts';

/** Pairs of facts that cannot both hold, side by side, for the owner to settle. */
export function ContradictionsView() {
  const { t } = useTranslation('palace');
  const list = useEndpoint('listContradictions');
  const pairs = list.data?.data;
  const kept = useKeptFocus<HTMLDivElement>(pairs?.length);
  return (
    <div ref={kept} tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none">
      {list.isPending ? (
        <Skeleton lines={6} className="p-6" />
      ) : !pairs ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} className="flex-1 justify-center" />
      ) : pairs.length === 0 ? (
        <Empty icon={<Scale />} title={t('nothingToSettle')} className="flex-1">
          {t('nothingToSettleText')}
        </Empty>
      ) : (
        <div className="mx-auto w-full max-w-4xl px-6 py-5">
          <p className="mb-4 text-ink-muted">{t('settleLead')}</p>
          <ul className="space-y-4">
            {pairs.map((pair) => (
              <li key={pair.id}>
                <Pair pair={pair} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** A fact's object on a button. */
const short = (words: string) => (words.length > 32 ? `${words.slice(0, 31)}…` : words);

function Pair({ pair }: { pair: Contradiction }) {
  const { t } = useTranslation('palace');
  const { settle, isBusy } = useSettle();
  const [first, second] = pair.facts;
  const title = factWords(t, pair);
  const names = { first: short(first.object), second: short(second.object) };
  return (
    <Card className="p-4">
      <section aria-label={t('pairOf', { title, ...names })}>
        <h2 className="font-medium">{title}</h2>
        <div className="mt-3 grid grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-3">
          <Side label={t('older')} fact={first} />
          <Side label={t('newer')} fact={second} />
        </div>
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="primary"
            isBusy={isBusy}
            onClick={() => settle({ verdict: 'replaced', fact: first.id, other: second.id })}
          >
            {t('replaced', { gone: names.first, now: names.second })}
          </Button>
          <Button size="sm" onClick={() => settle({ verdict: 'replaced', fact: second.id, other: first.id })}>
            {t('replaced', { gone: names.second, now: names.first })}
          </Button>
          <Button size="sm" onClick={() => settle({ verdict: 'both', fact: first.id, other: second.id })}>
            {t('both')}
          </Button>
          {[first, second].map((fact) => (
            <Button
              key={fact.id}
              size="sm"
              variant="ghost"
              onClick={() => settle({ verdict: 'rejected', fact: fact.id })}
            >
              {t('isWrong', { name: short(fact.object) })}
            </Button>
          ))}
        </div>
      </section>
    </Card>
  );
}

function Side({ label, fact }: { label: string; fact: Fact }) {
  const { t, i18n } = useTranslation('palace');
  const hasPeriod = fact.valid_from !== null || fact.valid_to !== null;
  return (
    <div className="rounded-md border border-line bg-sunken px-3 py-2.5">
      <h3 className="text-xs text-ink-muted">
        {label}, {formatAbsolute(fact.learned_at, i18n.language)}
      </h3>
      <p className="mt-1 font-medium break-words select-text">
        {fact.object}
        {hasPeriod ? (
          <span className="ml-2 text-sm font-normal text-ink-muted">
            {factPeriod(t, fact, i18n.language)}
          </span>
        ) : null}
      </p>
      <blockquote className="mt-1 border-l-2 border-line-strong pl-2.5 text-sm break-words text-ink-muted select-text">
        {fact.source.text}
      </blockquote>
      <a href={`#${hrefOf({ drawer: fact.drawer_id })}`} className="mt-1.5 inline-block text-sm">
        {t('toSource')}
      </a>
    </div>
  );
}
