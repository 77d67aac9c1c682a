import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Import, type RequestOf, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Banner, Button, Field, Input } from '../ui/index.ts';
import { ItemList, isOdd } from './item-list.tsx';
import { Problems } from './problems.tsx';
import { Speakers } from './speakers.tsx';

export type Choose = (body: RequestOf<'chooseImport'>) => void;

/** Everything that the owner looks at before an import becomes memory, and what they choose of it. */
export function ImportReview({ found }: { found: Import }) {
  const { t } = useTranslation('imports');
  const params = { id: found.id };
  const change = useEndpointMutation('chooseImport', ['imports']);
  const take = useEndpointMutation('takeImport', ['imports', 'palace']);
  // what was changed last comes before what is taken, however soon that is asked for
  const changed = useRef<Promise<unknown>>(Promise.resolve());
  const choose: Choose = (body) => {
    changed.current = Promise.all([changed.current, change.mutateAsync({ params, body }).catch(showFailure)]);
  };
  const takeChosen = () => changed.current.then(() => take.mutate({ params }, { onError: showFailure }));
  const chosen = found.items.filter(({ take: isChosen }) => isChosen).length;
  const odd = found.items.filter(isOdd).length;
  return (
    <div className="mt-4 space-y-6">
      {odd > 0 ? (
        <Banner tone="warning">
          <p className="font-medium">{t('warnTitle', { count: odd })}</p>
          <p className="text-sm">{t('warnText')}</p>
        </Banner>
      ) : null}
      {found.items.length === 0 ? (
        <p className="text-ink-muted">{t('nothing')}</p>
      ) : (
        <>
          <Wing wing={found.wing} onChange={(wing) => choose({ wing })} />
          <Speakers found={found} onChoose={choose} />
          <ItemList found={found} onChoose={choose} />
        </>
      )}
      <Problems found={found} />
      {found.items.length === 0 ? null : (
        <div className="sticky bottom-0 -mx-5 -mb-4 flex flex-wrap items-center gap-3 rounded-b-lg border-t border-line bg-raised px-5 py-3">
          <span role="status" className="text-sm text-ink-muted">
            {t('chosen', { chosen, all: found.items.length })}
          </span>
          <Button
            variant="primary"
            className="ml-auto"
            disabled={chosen === 0}
            isBusy={take.isPending}
            onClick={() => void takeChosen()}
          >
            {chosen === 0 ? t('takeNothing') : t('take', { count: chosen })}
          </Button>
        </div>
      )}
    </div>
  );
}

function Wing({ wing, onChange }: { wing: string; onChange: (wing: string) => void }) {
  const { t } = useTranslation('imports');
  const [name, setName] = useState(wing);
  const rules = useEndpoint('listRetention').data?.data ?? [];
  const rule = rules.find((each) => each.wing.name.toLowerCase() === wing.toLowerCase());
  const keep = () => {
    if (name.trim() === '') setName(wing);
    else if (name.trim() !== wing) onChange(name.trim());
  };
  return (
    <Field label={t('wing')} hint={rule ? t('wingForgets', { count: rule.days }) : t('wingHint')}>
      {(control) => (
        <Input
          {...control}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === 'Enter' && keep()}
          className="max-w-80"
        />
      )}
    </Field>
  );
}
