import { Hourglass, Import, ShieldQuestion, Sunrise } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { buttonClasses, CountBadge, Tooltip } from '../ui/index.ts';

/** The ways from the memory to what stands beside it. Their icons alone are seen where the header has no room for more in one line. */
export function MemoryLinks() {
  const { t } = useTranslation(['quarantine', 'wakeUp', 'retention', 'imports']);
  const waiting = useEndpoint('getQuarantine', { query: {} }).data?.waiting ?? 0;
  const imports = useEndpoint('listImports').data?.data ?? [];
  const inReview = imports.filter(({ state }) => state === 'review').length;
  return (
    <nav
      aria-label={t('beside')}
      className="flex gap-0.5 border-line @min-[45rem]:border-l @min-[45rem]:pl-3"
    >
      <Way href={links.wakeUp} title={t('wakeUp:title')} icon={<Sunrise aria-hidden />} />
      <Way href={links.retention} title={t('retention:title')} icon={<Hourglass aria-hidden />} />
      <Way href={links.quarantine} title={t('title')} icon={<ShieldQuestion aria-hidden />}>
        <CountBadge count={waiting} label={t('count', { count: waiting })} />
      </Way>
      <Way href={links.import} title={t('imports:title')} icon={<Import aria-hidden />}>
        <CountBadge count={inReview} label={t('imports:count', { count: inReview })} />
      </Way>
    </nav>
  );
}

function Way(props: { href: string; title: string; icon: ReactNode; children?: ReactNode }) {
  return (
    <Tooltip
      text={props.title}
      trigger={
        <a href={`#${props.href}`} className={buttonClasses('ghost', 'sm')}>
          {props.icon}
          <span className="@max-[62rem]:@min-[45rem]:sr-only @max-[38rem]:sr-only">{props.title}</span>
          {props.children}
        </a>
      }
    />
  );
}
