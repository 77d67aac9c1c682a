import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { Logo } from '../shell/logo.tsx';
import { Skeleton } from '../ui/index.ts';

export function AboutSection() {
  const { t } = useTranslation('settings');
  const status = useEndpoint('getStatus').data;
  if (!status) return <Skeleton />;
  return (
    <div className="flex gap-5 select-text">
      <Logo className="size-12 text-accent" />
      <div>
        <p className="font-display text-lg font-semibold">Holdfast</p>
        <p className="mt-1 text-ink-muted">
          {t('aboutVersion', { version: status.version, platform: status.platform })}
        </p>
        <p className="mt-4 max-w-110 text-md">{t('aboutLead')}</p>
      </div>
    </div>
  );
}
