import { ShieldQuestion, Sunrise } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { buttonClasses, CountBadge } from '../ui/index.ts';

/** The ways from the memory to what stands beside it. */
export function MemoryLinks() {
  const { t } = useTranslation(['quarantine', 'wakeUp']);
  const waiting = useEndpoint('getQuarantine', { query: {} }).data?.waiting ?? 0;
  return (
    <nav className="flex gap-1">
      <a href={`#${links.wakeUp}`} className={buttonClasses('ghost')}>
        <Sunrise aria-hidden />
        {t('wakeUp:title')}
      </a>
      <a href={`#${links.quarantine}`} className={buttonClasses('ghost')}>
        <ShieldQuestion aria-hidden />
        {t('title')}
        <CountBadge count={waiting} label={t('count', { count: waiting })} />
      </a>
    </nav>
  );
}
