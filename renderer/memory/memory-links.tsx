import { Import, ShieldQuestion, Sunrise } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { buttonClasses, CountBadge, Tooltip } from '../ui/index.ts';

/** The ways from the memory to what stands beside it. Where the header is narrow their icons alone are seen. */
export function MemoryLinks() {
  const { t } = useTranslation(['quarantine', 'wakeUp', 'imports']);
  const waiting = useEndpoint('getQuarantine', { query: {} }).data?.waiting ?? 0;
  const imports = useEndpoint('listImports').data?.data ?? [];
  const inReview = imports.filter(({ state }) => state === 'review').length;
  return (
    <nav aria-label={t('beside')} className="flex gap-0.5 border-l border-line pl-3">
      <Tooltip
        text={t('wakeUp:title')}
        trigger={
          <a href={`#${links.wakeUp}`} className={buttonClasses('ghost', 'sm')}>
            <Sunrise aria-hidden />
            <span className="@max-4xl:sr-only">{t('wakeUp:title')}</span>
          </a>
        }
      />
      <Tooltip
        text={t('title')}
        trigger={
          <a href={`#${links.quarantine}`} className={buttonClasses('ghost', 'sm')}>
            <ShieldQuestion aria-hidden />
            <span className="@max-4xl:sr-only">{t('title')}</span>
            <CountBadge count={waiting} label={t('count', { count: waiting })} />
          </a>
        }
      />
      <Tooltip
        text={t('imports:title')}
        trigger={
          <a href={`#${links.import}`} className={buttonClasses('ghost', 'sm')}>
            <Import aria-hidden />
            <span className="@max-4xl:sr-only">{t('imports:title')}</span>
            <CountBadge count={inReview} label={t('imports:count', { count: inReview })} />
          </a>
        }
      />
    </nav>
  );
}
