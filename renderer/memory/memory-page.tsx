import { BookMarked } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { useKeptFocus } from '../lib/use-kept-focus.ts';
import { links, rewrite } from '../router/router.ts';
import { PageHeader, PageTitle } from '../shell/page-header.tsx';
import { buttonClasses, CountBadge, Empty, ErrorPane, ErrorState } from '../ui/index.ts';
import { ContradictionsView } from './contradictions-view.tsx';
import { DrawerDetail } from './drawer-detail.tsx';
import { DrawerList } from './drawer-list.tsx';
import { FactsView } from './facts-view.tsx';
import { MapView } from './map-view.tsx';
import { MemoryLinks } from './memory-links.tsx';
import { MemoryHelp, MemoryWords } from './memory-words.tsx';
import { TimelineView } from './timeline-view.tsx';
import { hrefOf, type MemoryPlace, memoryViews, useMemoryPlace } from './use-memory-place.ts';
import { WingTree } from './wing-tree.tsx';

/** The memory, three panes: wings with their rooms, drawers (or what the search found), one drawer. */
export function MemoryPage() {
  const { t } = useTranslation('memory');
  const route = useMemoryPlace();
  const [search, setSearch] = useState(route.search);
  const place = { ...route, search };
  // stands in the address, so that Back leads to what was found; the field is not set from there while somebody types
  const look = (words: string) => {
    setSearch(words);
    rewrite(hrefOf({ ...place, search: words }));
  };
  const wings = useEndpoint('listWings');
  return (
    <div className="flex h-full flex-col">
      <div className="@container">
        <PageHeader className="flex-wrap gap-y-1">
          <PageTitle>{t('memory')}</PageTitle>
          <Views place={place} />
          <MemoryLinks />
          <MemoryHelp />
        </PageHeader>
      </div>
      {wings.data?.data.length === 0 ? (
        <EmptyMemory />
      ) : wings.error && !wings.data ? (
        <ErrorState error={wings.error} onRetry={() => wings.refetch()} className="flex-1 justify-center" />
      ) : place.view !== 'drawers' ? (
        <ErrorPane resetKey={place.view}>
          {place.view === 'map' ? (
            <MapView />
          ) : place.view === 'facts' ? (
            <FactsView />
          ) : place.view === 'timeline' ? (
            <TimelineView />
          ) : (
            <ContradictionsView />
          )}
        </ErrorPane>
      ) : (
        <Panes place={place} onSearch={look} />
      )}
    </div>
  );
}

/**
 * Three panes side by side. Where they have no room: the wings give way to the drawer that is read; and where two have none,
 * that drawer alone is seen, with a way back.
 */
function Panes({ place, onSearch }: { place: MemoryPlace; onSearch: (words: string) => void }) {
  const wings = useEndpoint('listWings');
  const isReading = place.drawer !== undefined;
  // a drawer that was forgotten takes the focus along
  const list = useKeptFocus<HTMLDivElement>(isReading ? 1 : 0);
  return (
    <div className="@container flex min-h-0 flex-1">
      <div
        className={classNames(
          'grid min-h-0 flex-1 grid-cols-[minmax(9.5rem,15rem)_minmax(14rem,22rem)_minmax(17rem,1fr)] divide-x divide-line',
          isReading
            ? '@max-[41rem]:grid-cols-[minmax(12rem,1fr)_minmax(16rem,1.5fr)] @max-[29rem]:grid-cols-1'
            : '@max-[41rem]:grid-cols-[minmax(9.5rem,13rem)_minmax(13rem,1fr)] @max-[29rem]:grid-cols-1 @max-[29rem]:grid-rows-[minmax(0,6rem)_minmax(0,1fr)] @max-[29rem]:divide-x-0 @max-[29rem]:divide-y',
        )}
      >
        <div className={classNames('grid min-h-0 min-w-0', isReading && '@max-[41rem]:hidden')}>
          <ErrorPane resetKey="wings">
            <WingTree wings={wings.data?.data} place={place} />
          </ErrorPane>
        </div>
        <div
          ref={list}
          tabIndex={-1}
          className={classNames('grid min-h-0 min-w-0 outline-none', isReading && '@max-[29rem]:hidden')}
        >
          <ErrorPane resetKey={`${place.wing}/${place.room}/${place.hall}/${place.search}`}>
            <DrawerList place={place} onSearch={onSearch} />
          </ErrorPane>
        </div>
        <div className={classNames('grid min-h-0 min-w-0', !isReading && '@max-[41rem]:hidden')}>
          <ErrorPane resetKey={place.drawer ?? ''}>
            <DrawerDetail place={place} />
          </ErrorPane>
        </div>
      </div>
    </div>
  );
}

function Views({ place }: { place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const open = useEndpoint('listContradictions').data?.data.length ?? 0;
  return (
    <nav
      aria-label={t('view')}
      className="flex flex-wrap gap-0.5 @max-[45rem]:order-last @max-[45rem]:basis-full"
    >
      {memoryViews.map((view) => (
        <a
          key={view}
          href={`#${hrefOf({ view })}`}
          aria-current={place.view === view ? 'page' : undefined}
          className={buttonClasses('ghost', 'sm').concat(place.view === view ? ' bg-pressed text-ink' : '')}
        >
          {t(`views.${view}`)}
          {view === 'settle' ? <CountBadge count={open} label={t('settleCount', { count: open })} /> : null}
        </a>
      ))}
    </nav>
  );
}

function EmptyMemory() {
  const { t } = useTranslation(['memory', 'shell', 'imports']);
  return (
    <Empty
      icon={<BookMarked />}
      title={t('emptyTitle')}
      className="flex-1"
      action={
        <div className="flex gap-2">
          <a href={`#${links.home}`} className={buttonClasses()}>
            {t('shell:newSession')}
          </a>
          <a href={`#${links.import}`} className={buttonClasses()}>
            {t('imports:title')}
          </a>
        </div>
      }
    >
      {t('emptyText')}
      <MemoryWords className="mt-5 text-left" />
    </Empty>
  );
}
