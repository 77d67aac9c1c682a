import { BookMarked } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RetentionRule, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { Button, Card, Empty, ErrorState, Skeleton, Spinner, toast } from '../ui/index.ts';
import { MemoryPageFrame } from './memory-page-frame.tsx';
import { RetentionDialog, type RuleDraft } from './retention-dialog.tsx';

const usual: RuleDraft = { days: 365, whose: 'untrusted' };

/** How long each wing keeps what was said: for ever, unless there is a rule. */
export function RetentionPage() {
  const { t } = useTranslation(['retention', 'memory']);
  const wings = useEndpoint('listWings');
  const rules = useEndpoint('listRetention', { isFresh: true });
  const failed = wings.error ?? rules.error;
  const rows = wingsWithRules(
    wings.data?.data.map(({ id, name, kind }) => ({ id, name: kind === 'home' ? t('memory:home') : name })),
    rules.data?.data,
  );
  return (
    <MemoryPageFrame title={t('title')} back={t('back')}>
      <p className="mb-5 text-ink-muted">{t('lead')}</p>
      {rows === null && failed ? (
        <ErrorState error={failed} onRetry={() => void Promise.all([wings.refetch(), rules.refetch()])} />
      ) : rows === null ? (
        <Skeleton lines={5} />
      ) : rows.length === 0 ? (
        <Empty icon={<BookMarked />} title={t('memory:emptyTitle')}>
          {t('memory:emptyText')}
        </Empty>
      ) : (
        <ul aria-label={t('wings')} className="space-y-2">
          {rows.map((row) => (
            <li key={row.wing.id}>
              <WingRow {...row} />
            </li>
          ))}
        </ul>
      )}
    </MemoryPageFrame>
  );
}

interface Row {
  wing: { id: string; name: string };
  rule: RetentionRule | null;
}

/** Every wing, also one that a rule has emptied; null while one of the lists is not there. */
function wingsWithRules(
  wings: readonly Row['wing'][] | undefined,
  rules: readonly RetentionRule[] | undefined,
): Row[] | null {
  if (!wings || !rules) return null;
  const empty = rules.map(({ wing }) => wing).filter(({ id }) => !wings.some((wing) => wing.id === id));
  return [...wings, ...empty].map((wing) => ({
    wing,
    rule: rules.find((rule) => rule.wing.id === wing.id) ?? null,
  }));
}

function WingRow({ wing, rule }: Row) {
  const { t } = useTranslation('retention');
  const [isOpen, setIsOpen] = useState(false);
  const remove = useEndpointMutation('removeRetention', ['palace']);
  const action = rule ? t('change') : t('set');
  return (
    <Card className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-medium">{wing.name}</h2>
        <p className="text-sm text-ink-muted">
          {rule ? t(`rule.${rule.whose}`, { count: rule.days }) : t('keptAll')}
        </p>
        {rule ? <Standing rule={rule} /> : null}
      </div>
      {rule ? (
        <Button
          variant="ghost"
          aria-label={t('ofWing', { action: t('remove'), wing: wing.name })}
          isBusy={remove.isPending}
          onClick={() =>
            remove.mutate(
              { params: { id: wing.id } },
              { onSuccess: () => toast.done(t('removed')), onError: showFailure },
            )
          }
        >
          {t('remove')}
        </Button>
      ) : null}
      <Button aria-label={t('ofWing', { action, wing: wing.name })} onClick={() => setIsOpen(true)}>
        {action}
      </Button>
      {isOpen ? <RetentionDialog wing={wing} from={rule ?? usual} onClose={() => setIsOpen(false)} /> : null}
    </Card>
  );
}

function Standing({ rule }: { rule: RetentionRule }) {
  const { t, i18n } = useTranslation('retention');
  if (rule.is_running)
    return (
      <p role="status" className="mt-1 flex items-center gap-2 text-sm">
        <Spinner />
        {t('running')}
      </p>
    );
  if (rule.held_since !== null)
    return (
      <p className="mt-1 text-sm text-asked">
        {t('held', { date: formatAbsolute(rule.held_since, i18n.language) })}
      </p>
    );
  const run = rule.last_run;
  const lines = [
    run ? t('lastRun', { count: run.forgotten, date: formatAbsolute(run.at, i18n.language) }) : null,
    run && run.pending.length > 0 ? t('pending', { places: run.pending.join(', ') }) : null,
  ].filter((line) => line !== null);
  return lines.length === 0 ? null : <p className="mt-1 text-sm text-ink-muted">{lines.join(' ')}</p>;
}
