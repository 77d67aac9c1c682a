import { useTranslation } from 'react-i18next';
import { Logo } from './logo.tsx';

/** Until the first answer: usually too short to be seen. */
export function Splash() {
  const { t } = useTranslation('common');
  return (
    <div role="status" className="flex h-full items-center justify-center text-ink-faint">
      <Logo className="size-10 animate-pulse" />
      <span className="sr-only">{t('loading')}</span>
    </div>
  );
}
