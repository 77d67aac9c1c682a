import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../../api/index.ts';
import { formatAbsolute } from '../../lib/dates.ts';
import { ErrorState, Skeleton } from '../../ui/index.ts';
import { SettingGroup } from '../parts.tsx';
import { Shares } from './shares.tsx';

const sets = ['pairs', 'recorded', 'injecagent'] as const;

/** The large evaluation on recorded attacks, where its result was kept here (`npm run evals -- safety --keep`). */
export function RecordedAttacks() {
  const { t, i18n } = useTranslation('selfTest');
  const evaluation = useEndpoint('getSafetyEval', { isFresh: true });
  const { result, shares } = evaluation.data ?? {};
  const figures = result?.columns.proposed;
  return (
    <SettingGroup title={t('recorded')} hint={t('recordedHint')}>
      {evaluation.isPending ? (
        <Skeleton lines={2} />
      ) : !evaluation.data ? (
        <ErrorState error={evaluation.error} onRetry={() => evaluation.refetch()} />
      ) : !result || !figures || !shares?.proposed ? (
        <p className="text-ink-muted">{t('recordedNone')}</p>
      ) : (
        <div className="space-y-4">
          <p className="text-sm text-ink-muted">
            {t('recordedAt', { at: formatAbsolute(result.at, i18n.language) })}
          </p>
          {sets.map((set) => {
            const own = shares.proposed?.[set];
            return own ? (
              <section key={set} aria-label={t(`set.${set}`)}>
                <h4 className="mb-2 font-medium">{t(`set.${set}`)}</h4>
                <Shares shares={own} n={figures[set].n} />
              </section>
            ) : null;
          })}
          <p className="text-sm select-text">
            {t('recordedBenign', {
              count: figures.benign.tasks,
              quiet: figures.benign.tasksWithoutPrompt,
              refused: figures.benign.refused,
            })}
          </p>
        </div>
      )}
    </SettingGroup>
  );
}
