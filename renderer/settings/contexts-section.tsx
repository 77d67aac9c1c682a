import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ContextsChange, type ContextsView, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { links } from '../router/router.ts';
import { AlertDialog, Button, ErrorState, ProgressBar, Skeleton, Switch, toast } from '../ui/index.ts';
import { ContextsLimits } from './contexts-limits.tsx';
import { SettingGroup, SettingRow } from './parts.tsx';

/** Whether a model writes about drawers, so that recall finds them by more than their own words. */
export function ContextsSection() {
  const { t } = useTranslation('contexts');
  const contexts = useEndpoint('getContexts', { isFresh: true });
  return (
    <SettingGroup title={t('title')} hint={t('hint')}>
      {contexts.isPending ? (
        <Skeleton lines={3} />
      ) : contexts.data ? (
        <Contexts view={contexts.data} />
      ) : (
        <ErrorState error={contexts.error} onRetry={() => contexts.refetch()} />
      )}
    </SettingGroup>
  );
}

function Contexts({ view }: { view: ContextsView }) {
  const { t } = useTranslation('contexts');
  const set = useEndpointMutation('setContexts', ['contexts']);
  const change = (body: ContextsChange, isSaid = false) =>
    set.mutate({ body }, { onError: showFailure, onSuccess: () => isSaid && toast.done(t('saved')) });
  const canAsk = view.model !== null;
  return (
    <div className="space-y-4">
      <SettingRow title={t('on')} hint={t('leaves')}>
        {canAsk || view.is_on ? (
          <Switch label={t('on')} isOn={view.is_on} onChange={(is_on) => change({ is_on })} />
        ) : null}
      </SettingRow>
      {canAsk ? null : (
        <p className="text-sm">
          {t('noModel')}{' '}
          <a className="text-accent underline" href={`#${links.settings('model')}`}>
            {t('chooseModel')}
          </a>
        </p>
      )}
      <Standing view={view} />
      {canAsk || view.is_on ? (
        <ContextsLimits
          key={JSON.stringify([view.budget, view.chosen_model])}
          view={view}
          isBusy={set.isPending}
          onChange={change}
        />
      ) : null}
      {view.made > 0 ? <DeleteContexts made={view.made} /> : null}
    </div>
  );
}

function Standing({ view }: { view: ContextsView }) {
  const { t, i18n } = useTranslation('contexts');
  const { made, waiting, state } = view;
  const counts = { made, waiting };
  if (state === 'no_model') return null;
  if (state === 'off')
    return <p className="text-sm text-ink-muted">{made === 0 ? t('never') : t('off', counts)}</p>;
  return (
    <div className="space-y-2 text-sm text-ink-muted">
      {state === 'failed' ? (
        <p className="text-denied">
          {t('failed', {
            ...counts,
            problem: view.problem,
            time: view.retry_at === null ? '' : formatAbsolute(view.retry_at, i18n.language),
          })}
        </p>
      ) : (
        <p role="status">
          {view.problem === null ? '' : `${view.problem} `}
          {t(state, { ...counts, model: view.model ?? '' })}
        </p>
      )}
      {waiting > 0 ? <ProgressBar label={t('progress')} done={made} total={made + waiting} /> : null}
    </div>
  );
}

function DeleteContexts({ made }: { made: number }) {
  const { t } = useTranslation('contexts');
  const [isOpen, setIsOpen] = useState(false);
  const remove = useEndpointMutation('deleteContexts', ['contexts']);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t('delete')}</Button>
      <AlertDialog
        isOpen={isOpen}
        isDangerous
        title={t('deleteTitle')}
        description={<p>{t('deleteText', { made })}</p>}
        confirmLabel={t('deleteConfirm')}
        isBusy={remove.isPending}
        onCancel={() => setIsOpen(false)}
        onConfirm={() =>
          remove.mutate(
            {},
            {
              onSuccess: () => toast.done(t('deleted')),
              onError: showFailure,
              onSettled: () => setIsOpen(false),
            },
          )
        }
      />
    </>
  );
}
