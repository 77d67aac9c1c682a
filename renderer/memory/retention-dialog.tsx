import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ApiError,
  type RetentionPreview,
  type RetentionWhose,
  useEndpoint,
  useEndpointMutation,
  type Wing,
} from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Dialog, ErrorState, Field, Input, Select, Skeleton, toast } from '../ui/index.ts';

const kinds = ['all', 'untrusted', 'agent'] as const satisfies readonly RetentionWhose[];

export interface RuleDraft {
  days: number;
  whose: RetentionWhose;
}

/** Sets how long a wing keeps what was said. What would go now is told before the button that lets it go. */
export function RetentionDialog(props: {
  wing: Pick<Wing, 'id' | 'name'>;
  from: RuleDraft;
  onClose: () => void;
}) {
  const { wing, from, onClose } = props;
  const { t } = useTranslation(['retention', 'common']);
  const [days, setDays] = useState(String(from.days));
  const [whose, setWhose] = useState<RetentionWhose>(from.whose);
  const wanted = Number(useDeferredValue(days));
  const isRight = Number.isInteger(wanted) && wanted >= 1 && wanted <= 36_500;
  const preview = useEndpoint('previewRetention', {
    params: { id: wing.id },
    query: { days: wanted, whose },
    enabled: isRight,
    isFresh: true,
  });
  const set = useEndpointMutation('setRetention', ['palace', 'sessions']);
  const shown = isRight && String(wanted) === days.trim() ? preview.data : undefined;
  async function confirm(seen: number): Promise<void> {
    try {
      await set.mutateAsync({ params: { id: wing.id }, body: { days: wanted, whose, seen } });
    } catch (caught) {
      if (!(caught instanceof ApiError) || caught.code !== 'conflict') throw caught;
      await preview.refetch();
      toast.failed(t('changed'));
      return;
    }
    onClose();
    toast.done(t('done'));
  }
  return (
    <Dialog
      isOpen
      isForm
      onClose={onClose}
      title={t('dialogTitle', { wing: wing.name })}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            variant={shown && shown.due > 0 ? 'danger' : 'primary'}
            isBusy={set.isPending}
            disabled={!shown}
            onClick={() => void confirm(shown?.due ?? 0).catch(showFailure)}
          >
            {shown && shown.due > 0 ? t('confirm', { count: shown.due }) : t('confirmNone')}
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap items-start gap-4">
        <div className="w-60">
          <Field label={t('days')} error={isRight ? undefined : t('daysWrong')}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={36_500}
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            )}
          </Field>
        </div>
        <div className="w-60">
          <Field label={t('whose')}>
            {({ id }) => (
              <Select
                id={id}
                value={whose}
                options={kinds.map((value) => ({ value, label: t(`whoseOption.${value}`) }))}
                onChange={setWhose}
              />
            )}
          </Field>
        </div>
      </div>
      {!isRight ? null : preview.error && !preview.data ? (
        <ErrorState error={preview.error} onRetry={() => preview.refetch()} className="mt-4" />
      ) : shown ? (
        <Preview preview={shown} />
      ) : (
        <Skeleton lines={3} className="mt-4" />
      )}
    </Dialog>
  );
}

function Preview({ preview }: { preview: RetentionPreview }) {
  const { t, i18n } = useTranslation('retention');
  const { due, drawers, pinned, oldest, newest, first } = preview;
  const date = (at: string | null) => (at === null ? '' : formatAbsolute(at, i18n.language));
  return (
    <div role="status" className="mt-5 space-y-2">
      <p>
        {due === 0
          ? t('previewNone')
          : t('preview', { count: due, all: drawers, from: date(oldest), to: date(newest) })}
      </p>
      {pinned > 0 ? <p>{t('previewPinned', { count: pinned })}</p> : null}
      {first.length > 0 ? (
        <>
          <h3 className="pt-1 text-sm text-ink-muted">{t('oldest')}</h3>
          <ul className="space-y-1.5">
            {first.map((drawer) => (
              <li
                key={drawer.id}
                className="line-clamp-2 border-l-2 border-line-strong pl-3 text-sm break-words"
              >
                {drawer.text.slice(0, 300)}
              </li>
            ))}
          </ul>
          <p className="pt-1 text-sm text-ink-muted">{t('irreversible')}</p>
        </>
      ) : null}
    </div>
  );
}
