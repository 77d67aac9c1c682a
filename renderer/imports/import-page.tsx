import { Import as ImportIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { MemoryPageFrame } from '../memory/memory-page-frame.tsx';
import { Empty, ErrorState, Skeleton } from '../ui/index.ts';
import { BrokenImports } from './broken-imports.tsx';
import { DropZone } from './drop-zone.tsx';
import { ImportCard } from './import-card.tsx';
import { useStage } from './use-stage.ts';

/** What the owner brings along, until they have looked at it. */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const { sending, stage } = useStage();
  return (
    <MemoryPageFrame title={t('title')} back={t('back')}>
      <p className="mb-4 text-ink-muted">{t('lead')}</p>
      <BrokenImports />
      <DropZone sending={sending} onFiles={(files) => void stage(files)} />
      <Imports />
    </MemoryPageFrame>
  );
}

function Imports() {
  const { t } = useTranslation('imports');
  const imports = useEndpoint('listImports', { isFresh: true });
  if (imports.isPending) return <Skeleton lines={4} className="mt-6" />;
  if (!imports.data)
    return <ErrorState error={imports.error} onRetry={() => imports.refetch()} className="mt-6" />;
  if (imports.data.data.length === 0)
    return (
      <Empty icon={<ImportIcon />} title={t('emptyTitle')} className="mt-2">
        {t('emptyText')}
      </Empty>
    );
  return (
    <ul aria-label={t('imports')} className="mt-6 space-y-4">
      {imports.data.data.map((summary) => (
        <li key={summary.id}>
          <ImportCard summary={summary} />
        </li>
      ))}
    </ul>
  );
}
