import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { formatBytes } from '../lib/dates.ts';
import { CodeBlock, Empty, ErrorState, Skeleton } from '../ui/index.ts';
import { FileTree } from './file-tree.tsx';

/** Everything the session can reach, and what the chosen file holds. */
export function FileBrowser({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('changes');
  const [path, setPath] = useState<string | null>(null);
  return (
    <div className="grid grid-cols-[minmax(14rem,2fr)_3fr] gap-4">
      <FileTree sessionId={sessionId} selected={path} onSelect={setPath} />
      <div className="min-w-0">
        {path === null ? (
          <Empty title={t('chooseFile')}>{t('chooseFileText')}</Empty>
        ) : (
          <Content key={path} sessionId={sessionId} path={path} />
        )}
      </div>
    </div>
  );
}

function Content({ sessionId, path }: { sessionId: string; path: string }) {
  const { t, i18n } = useTranslation('changes');
  const { data, error, refetch } = useEndpoint('readFile', {
    params: { id: sessionId },
    query: { path },
    isFresh: true,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <section aria-label={path}>
      <h3 className="font-mono text-sm [overflow-wrap:anywhere] select-text">
        <VisibleText text={path} />
      </h3>
      <p className="mt-0.5 mb-2 text-sm text-ink-muted">
        {formatBytes(data.size_bytes, i18n.language)}
        {data.is_cut ? ` · ${t('onlyBeginning')}` : ''}
      </p>
      {data.text === null ? (
        <p className="text-ink-muted">{t('notText')}</p>
      ) : data.text === '' ? (
        <p className="text-ink-muted">{t('emptyFile')}</p>
      ) : (
        <CodeBlock code={data.text} language={path.split('.').at(-1) ?? ''} />
      )}
    </section>
  );
}
