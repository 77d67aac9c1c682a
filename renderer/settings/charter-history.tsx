import { useTranslation } from 'react-i18next';
import type { OwnerRules } from '../api/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { Button, Card } from '../ui/index.ts';

/** Every earlier version, word for word; one can be taken up again as a new version. */
export function CharterHistory({
  history,
  onUse,
}: {
  history: readonly OwnerRules[];
  onUse: (rules: readonly string[]) => void;
}) {
  const { t, i18n } = useTranslation('charter');
  const set = history.filter(({ version }) => version > 0);
  if (set.length === 0) return <p className="text-ink-muted">{t('historyEmpty')}</p>;
  return (
    <Card>
      <ul className="divide-y divide-line">
        {set.map((each) => (
          <li key={each.version} className="flex items-start gap-4 px-4 py-3">
            <div className="min-w-0 flex-1 select-text">
              <p>
                <span className="font-medium">{t('version', { version: each.version })}</span>
                {each.updated_at ? (
                  <span className="ml-2 text-sm text-ink-muted">
                    {formatAbsolute(each.updated_at, i18n.language)}
                  </span>
                ) : null}
              </p>
              {each.rules.length === 0 ? (
                <p className="text-sm text-ink-muted">{t('noRules')}</p>
              ) : (
                <ol className="mt-1 list-decimal pl-5 text-sm text-ink-muted">
                  {each.rules.map((rule) => (
                    <li key={rule} className="break-words">
                      {rule}
                    </li>
                  ))}
                </ol>
              )}
            </div>
            <Button
              size="sm"
              aria-label={`${t('useAgain')}: ${t('version', { version: each.version })}`}
              onClick={() => onUse(each.rules)}
            >
              {t('useAgain')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
