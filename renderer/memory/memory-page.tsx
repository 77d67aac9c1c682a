import { BookMarked, Search, X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEndpoint } from '../api/index.ts';
import { links } from '../router/router.ts';
import { PageHeader, PageTitle } from '../shell/page-header.tsx';
import { buttonClasses, CountBadge, Empty, ErrorPane, ErrorState, IconButton, Input } from '../ui/index.ts';
import { ContradictionsView } from './contradictions-view.tsx';
import { DrawerDetail } from './drawer-detail.tsx';
import { DrawerList } from './drawer-list.tsx';
import { FactsView } from './facts-view.tsx';
import { MapView } from './map-view.tsx';
import { MemoryLinks } from './memory-links.tsx';
import { hrefOf, type MemoryPlace, memoryViews, useMemoryPlace } from './use-memory-place.ts';
import { WingTree } from './wing-tree.tsx';

/** The memory, three panes: wings with their rooms, drawers (or what the search found), one drawer. */
export function MemoryPage() {
  const { t } = useTranslation('memory');
  const place = useMemoryPlace();
  const [search, setSearch] = useState('');
  const query = useDeferredValue(search.trim());
  const wings = useEndpoint('listWings');
  return (
    <div className="flex h-full flex-col">
      <PageHeader className="@container">
        <PageTitle>{t('memory')}</PageTitle>
        <Views place={place} />
        <MemoryLinks />
        {place.view === 'drawers' ? <SearchField value={search} onChange={setSearch} /> : null}
      </PageHeader>
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
          ) : (
            <ContradictionsView />
          )}
        </ErrorPane>
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(9.5rem,13rem)_minmax(14rem,22rem)_minmax(17rem,1fr)] divide-x divide-line">
          <ErrorPane resetKey="wings">
            <WingTree wings={wings.data?.data} place={place} />
          </ErrorPane>
          <ErrorPane resetKey={`${place.wing}/${place.room}/${place.hall}/${query}`}>
            <DrawerList place={place} query={query} />
          </ErrorPane>
          <ErrorPane resetKey={place.drawer ?? ''}>
            <DrawerDetail place={place} />
          </ErrorPane>
        </div>
      )}
    </div>
  );
}

function Views({ place }: { place: MemoryPlace }) {
  const { t } = useTranslation('palace');
  const open = useEndpoint('listContradictions').data?.data.length ?? 0;
  return (
    <nav aria-label={t('view')} className="flex gap-0.5">
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

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation(['memory', 'shell']);
  return (
    <div className="relative ml-auto w-80 min-w-40">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint" />
      <Input
        value={value}
        aria-label={t('searchPlaceholder')}
        placeholder={t('searchShort')}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
        className="pr-8 pl-8"
      />
      {value ? (
        <IconButton
          label={t('shell:searchClear')}
          icon={<X />}
          size="sm"
          hasTooltip={false}
          onClick={() => onChange('')}
          className="absolute top-0.5 right-0.5"
        />
      ) : null}
    </div>
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
    </Empty>
  );
}
