import { Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { links } from '../router/router.ts';
import { buttonClasses, Empty } from '../ui/index.ts';

export function NotFoundPage() {
  const { t } = useTranslation('shell');
  return (
    <Empty
      icon={<Compass />}
      title={t('notFound')}
      className="h-full"
      isPage
      action={
        <a href={`#${links.home}`} className={buttonClasses()}>
          {t('home')}
        </a>
      }
    >
      {t('notFoundText')}
    </Empty>
  );
}
