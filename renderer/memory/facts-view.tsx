import { ListTree } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptFocus } from '../lib/use-kept-focus.ts';
import { Button, Empty, ErrorState, Field, Input, Skeleton } from '../ui/index.ts';
import { FactRow } from './fact-row.tsx';
import { SubjectField, useSubject } from './subject-field.tsx';
import { useFacts } from './use-facts.ts';
import { useSettle } from './use-settle.ts';

/** Facts as they hold now, or held on a day, of anybody or of one. */
export function FactsView() {
  const { t } = useTranslation('palace');
  const subject = useSubject();
  const [day, setDay] = useState('');
  const asked = useDeferredValue(subject.asked);
  const query = {
    limit: 100,
    ...(asked ? { subject: asked } : {}),
    ...(day ? { as_of: `${day}T23:59:59Z` } : {}),
  };
  const facts = useFacts(query);
  const list = facts.data?.pages.flatMap((page) => page.data) ?? [];
  const { settle } = useSettle();
  const kept = useKeptFocus<HTMLDivElement>(facts.data ? list.length : undefined);
  return (
    <div ref={kept} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto px-6 py-5 outline-none">
      <div className="mx-auto max-w-4xl">
        <div className="flex flex-wrap items-end gap-4">
          <SubjectField
            label={t('factsOf')}
            placeholder={t('factsOfPlaceholder')}
            text={subject.text}
            onChange={subject.setText}
          />
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
                  <Button
                    size="sm"
                    variant="ghost"
                    onClick={() => settle({ verdict: 'rejected', fact: fact.id })}
                  >
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
