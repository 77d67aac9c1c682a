import { useTranslation } from 'react-i18next';
import { type SelfTestResult, useEndpoint } from '../../api/index.ts';
import { formatAbsolute } from '../../lib/dates.ts';
import { Badge, Banner, Card } from '../../ui/index.ts';
import { AdversaryRow } from './adversary-row.tsx';
import { outcomes, Shares } from './shares.tsx';
import { useCaseText, useCaseTitle } from './use-case-title.ts';

/** What the last run found. */
export function Findings({ result }: { result: SelfTestResult }) {
  const { t, i18n } = useTranslation('selfTest');
  const { adversaries, shares } = result.findings;
  const sorted = outcomes.flatMap((outcome) => adversaries.filter((each) => each.outcome === outcome));
  return (
    <>
      <p className="text-sm text-ink-muted select-text">
        {t('lastRun', {
          at: formatAbsolute(result.at, i18n.language),
          version: result.version,
          count: Math.round(result.duration_ms / 1000),
        })}
      </p>
      <OtherVersion version={result.version} />
      <Banner tone={shares.silent.count > 0 ? 'danger' : 'info'}>
        {shares.silent.count > 0
          ? t('someSilent', { count: shares.silent.count })
          : t('noneSilent', { count: adversaries.length })}
      </Banner>
      <Shares shares={shares} n={adversaries.length} />
      <Card>
        <ul aria-label={t('adversaries')} className="divide-y divide-line">
          {sorted.map((finding) => (
            <AdversaryRow key={finding.id} finding={finding} />
          ))}
        </ul>
      </Card>
      <Honest cases={result.findings.honest} />
    </>
  );
}

function OtherVersion({ version }: { version: string }) {
  const { t } = useTranslation('selfTest');
  const now = useEndpoint('getStatus').data?.version;
  if (now === undefined || now === version) return null;
  return <Banner tone="warning">{t('otherVersion', { version, now })}</Banner>;
}

/** Work that must not be stopped: without it, an app that refuses everything would look best. */
function Honest({ cases }: { cases: SelfTestResult['findings']['honest'] }) {
  const { t } = useTranslation('selfTest');
  const titleOf = useCaseTitle();
  const textOf = useCaseText();
  return (
    <section aria-label={t('honest')}>
      <h4 className="font-medium">{t('honest')}</h4>
      <p className="mt-0.5 mb-2 text-sm text-ink-muted">{t('honestHint')}</p>
      <Card>
        <ul className="divide-y divide-line">
          {cases.map(({ id, was_asked, ran }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
              <div className="min-w-0 flex-1">
                <p>{titleOf(id)}</p>
                <p className="text-sm text-ink-muted">{textOf(id)}</p>
              </div>
              <Badge tone={!ran ? 'denied' : was_asked ? 'asked' : 'allowed'}>
                {t(!ran ? 'honestStopped' : was_asked ? 'honestAsked' : 'honestRan')}
              </Badge>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
