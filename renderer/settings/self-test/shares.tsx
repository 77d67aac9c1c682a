import { useTranslation } from 'react-i18next';
import type { SelfTestFindings } from '../../api/index.ts';
import { numberFormat } from '../../lib/formatters.ts';
import { Badge, type Tone } from '../../ui/index.ts';

export type Outcome = 'silent' | 'asked' | 'blocked';
export const outcomes: readonly Outcome[] = ['silent', 'asked', 'blocked'];

/** `silent` is bad as soon as there is one, and `asked` leaves it to the owner. */
export function toneOf(outcome: Outcome): Tone {
  return outcome === 'silent' ? 'denied' : outcome === 'asked' ? 'asked' : 'allowed';
}

/** Three counts of one set, each with its interval. */
export function Shares({ shares, n }: { shares: SelfTestFindings['shares']; n: number }) {
  const { t, i18n } = useTranslation('selfTest');
  const percent = (share: number) =>
    numberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
  return (
    <dl className="grid grid-cols-3 gap-3">
      {outcomes.map((outcome) => {
        const { count, interval } = shares[outcome];
        return (
          <div key={outcome} className="rounded-lg border border-line px-4 py-3">
            <dt>
              <Badge tone={outcome === 'silent' && count === 0 ? 'neutral' : toneOf(outcome)}>
                {t(`outcome.${outcome}`)}
              </Badge>
            </dt>
            <dd className="mt-2 text-lg font-semibold tabular-nums">{t('ofAll', { count, n })}</dd>
            <dd className="text-sm text-ink-muted tabular-nums">
              {t('interval', { from: percent(interval[0]), to: percent(interval[1]) })}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
