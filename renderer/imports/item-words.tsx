import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call, type ImportItem } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { formatAbsolute } from '../lib/dates.ts';
import { Button, ErrorState, Skeleton } from '../ui/index.ts';

/** The words of an item as they would be taken. */
export function ItemWords({ importId, item }: { importId: string; item: ImportItem }) {
  const { t, i18n } = useTranslation('imports');
  const words = useInfiniteQuery({
    queryKey: ['previewImport', importId, item.id],
    queryFn: ({ pageParam, signal }) =>
      call('previewImport', { params: { id: importId, item: item.id }, query: { from: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
  if (words.isPending) return <Skeleton lines={3} className="mt-2" />;
  if (!words.data) return <ErrorState error={words.error} onRetry={() => words.refetch()} />;
  return (
    <section
      aria-label={t('wordsOf', { title: item.title })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long words must be reachable by keyboard
      tabIndex={0}
      className="mt-1 max-h-80 space-y-3 overflow-y-auto rounded-lg border border-line bg-sunken px-4 py-3 select-text"
    >
      {words.data.pages.flatMap(({ messages }, page) =>
        messages.map(({ speaker, said_at, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was read never changes its order
          <div key={`${page} ${index}`}>
            <p className="text-sm text-ink-muted">
              {[speaker, said_at === null ? null : formatAbsolute(said_at, i18n.language)]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <p className="break-words whitespace-pre-wrap">
              <VisibleText text={text} />
            </p>
          </div>
        )),
      )}
      {words.hasNextPage ? (
        <Button size="sm" isBusy={words.isFetchingNextPage} onClick={() => void words.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}
