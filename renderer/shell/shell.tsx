import { PanelLeftOpen } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type Route, useRoute } from '../router/router.ts';
import { SessionPage } from '../session/session-page.tsx';
import { useShell } from '../state/shell.ts';
import { ErrorPane, IconButton, Skeleton, SplitPane } from '../ui/index.ts';
import { ApprovalsPage } from './approvals-page.tsx';
import { Banners } from './banners.tsx';
import { HomePage } from './home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Overlays } from './overlays.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const MemoryPage = lazy(async () => ({ default: (await import('../memory/memory-page.tsx')).MemoryPage }));
const QuarantinePage = lazy(async () => ({
  default: (await import('../memory/quarantine-page.tsx')).QuarantinePage,
}));
const RetentionPage = lazy(async () => ({
  default: (await import('../memory/retention-page.tsx')).RetentionPage,
}));
const WakeUpPage = lazy(async () => ({ default: (await import('../memory/wake-up-page.tsx')).WakeUpPage }));
const ImportPage = lazy(async () => ({ default: (await import('../imports/import-page.tsx')).ImportPage }));
const SettingsPage = lazy(async () => ({
  default: (await import('../settings/settings-page.tsx')).SettingsPage,
}));

/** The house: sidebar, banners, and the page the address names. */
export function Shell() {
  const { t } = useTranslation('shell');
  useShortcuts();
  const { isSidebarOpen, sidebarWidth, setSidebarWidth } = useShell();
  return (
    <>
      {isSidebarOpen ? (
        <SplitPane
          firstLabel={t('navigation')}
          width={sidebarWidth}
          onWidth={setSidebarWidth}
          min={224}
          max={400}
          label={t('sidebarResize')}
        >
          {[
            <ErrorPane key="sidebar">
              <Sidebar />
            </ErrorPane>,
            <Main key="main" />,
          ]}
        </SplitPane>
      ) : (
        <Main />
      )}
      <Overlays />
    </>
  );
}

function Main() {
  const route = useRoute();
  return (
    <main className="flex h-full min-h-0 flex-col bg-surface">
      <SidebarOpener />
      <Banners />
      <div className="min-h-0 flex-1">
        <ErrorPane resetKey={route.href}>
          <Suspense fallback={<Skeleton lines={6} className="mx-auto max-w-160 px-6 pt-16" />}>
            <Page route={route} />
          </Suspense>
        </ErrorPane>
      </div>
      <div id="layer" />
    </main>
  );
}

function SidebarOpener() {
  const { t } = useTranslation('shell');
  const { isSidebarOpen, toggleSidebar } = useShell();
  if (isSidebarOpen) return null;
  return (
    <div className="absolute top-2.5 left-3 z-10">
      <IconButton
        label={t('sidebarShow')}
        shortcut="Ctrl+B"
        icon={<PanelLeftOpen />}
        onClick={toggleSidebar}
      />
    </div>
  );
}

function Page({ route }: { route: Route }) {
  const [area, id] = route.segments;
  if (area === undefined) return <HomePage />;
  if (area === 'approvals') return <ApprovalsPage />;
  if (area === 'memory' && id === 'quarantine') return <QuarantinePage />;
  if (area === 'memory' && id === 'retention') return <RetentionPage />;
  if (area === 'memory' && id === 'wake-up') return <WakeUpPage />;
  if (area === 'memory' && id === 'import') return <ImportPage />;
  if (area === 'memory') return <MemoryPage />;
  if (area === 'settings') return <SettingsPage section={id ?? 'model'} />;
  if (area !== 'sessions' || !id) return <NotFoundPage />;
  const seq = Number(route.query.get('event'));
  return <SessionPage key={id} sessionId={id} eventSeq={Number.isInteger(seq) && seq > 0 ? seq : null} />;
}
