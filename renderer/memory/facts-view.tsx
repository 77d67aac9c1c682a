import { ListTree } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { useRoute } from '../router/router.ts';
import { Button, Empty, ErrorState, Field, Input, Skeleton, toast } from '../ui/index.ts';
import { FactRow } from './fact-row.tsx';
import { useFacts } from './use-facts.ts';

/** Facts as they hold now, or held on a day, of anybody or of one. */
export function FactsView() {
  const { t } = useTranslation('palace');
  const about = useRoute().query.get('about') ?? '';
  const [subject, setSubject] = useState(about);
  const [day, setDay] = useState('');
  const asked = useDeferredValue(subject.trim());
  const query = {
    limit: 100,
    ...(asked ? { subject: asked } : {}),
    ...(day ? { as_of: `${day}T23:59:59Z` } : {}),
  };
  const facts = useFacts(query);
  const list = facts.data?.pages.flatMap((page) => page.data) ?? [];
  const settle = useEndpointMutation('settleFacts', ['palace']);
  const reject = (fact: string) =>
    settle.mutate(
      { body: { verdict: 'rejected', fact } },
      { onSuccess: () => toast.done(t('rejected')), onError: showFailure },
    );
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
      <div className="mx-auto max-w-4xl">
        <div className="flex flex-wrap items-end gap-4">
          <div className="w-72">
            <Field label={t('factsOf')}>
              {({ id }) => (
                <Input
                  id={id}
                  value={subject}
                  placeholder={t('factsOfPlaceholder')}
                  onChange={(event) => setSubject(event.target.value)}
                />
              )}
            </Field>
          </div>
          <div className="w-44">
            <Field label={t('asOf')}>
              {({ id }) => (
                <Input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
              )}
            </Field>
          </div>
          {day ? (
            <Button variant="ghost" onClick={() => setDay('')}>
              {t('asOfClear')}
            </Button>
          ) : null}
        </div>
        {facts.isPending ? (
          <Skeleton lines={8} className="mt-6" />
        ) : !facts.data ? (
          <ErrorState error={facts.error} onRetry={() => facts.refetch()} className="mt-10" />
        ) : list.length === 0 && !facts.hasNextPage ? (
          <Empty icon={<ListTree />} title={day ? t('noFactsThen') : t('noFacts')} className="mt-16">
            {t('noFactsText')}
          </Empty>
        ) : (
          <ul aria-label={t('factList')} className="mt-4 divide-y divide-line">
            {list.map((fact) => (
              <FactRow
                key={fact.id}
                fact={fact}
                action={
                  <Button size="sm" variant="ghost" onClick={() => reject(fact.id)}>
                    {t('reject')}
                  </Button>
                }
              />
            ))}
          </ul>
        )}
        {facts.hasNextPage ? (
          <Button
            variant="ghost"
            isBusy={facts.isFetchingNextPage}
            onClick={() => facts.fetchNextPage()}
            className="mt-2"
          >
            {t('moreFacts')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
