import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { createQueryClient, useChanges, useEndpoint } from './api/index.ts';
import { DegradedScreen } from './degraded/degraded-screen.tsx';
import { useRoute } from './router/router.ts';
import { Shell } from './shell/shell.tsx';
import { Splash } from './shell/splash.tsx';
import { useTheme } from './shell/use-theme.ts';
import { useShell } from './state/shell.ts';
import { ErrorPane, ErrorState, ToastProvider, TooltipProvider } from './ui/index.ts';

const WelcomeScreen = lazy(async () => ({
  default: (await import('./welcome/welcome-screen.tsx')).WelcomeScreen,
}));

export function App() {
  const [client] = useState(createQueryClient);
  const toastWidth = useShell(({ isSidebarOpen, sidebarWidth }) => (isSidebarOpen ? sidebarWidth - 16 : 352));
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <TooltipProvider delay={400}>
          <ToastProvider width={toastWidth}>
            <ErrorPane>
              <Suspense fallback={<Splash />}>
                <Window />
              </Suspense>
            </ErrorPane>
          </ToastProvider>
        </TooltipProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** Which of the whole-window screens it is: a damaged database first, then the first run, then the house. */
function Window() {
  useChanges();
  useTheme();
  const { segments } = useRoute();
  const status = useEndpoint('getStatus');
  const [isLookingAround, setIsLookingAround] = useState(false);
  if (status.isPending) return <Splash />;
  if (!status.data) return <Unreachable error={status.error} onRetry={() => status.refetch()} />;
  const { degraded, first_run: isFirstRun } = status.data;
  if (degraded && !isLookingAround) {
    return (
      <DegradedScreen
        degraded={degraded}
        status={status.data}
        onLookAround={() => setIsLookingAround(true)}
      />
    );
  }
  if ((isFirstRun && !degraded) || segments[0] === 'welcome') return <WelcomeScreen status={status.data} />;
  return <Shell />;
}

function Unreachable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <main className="h-full">
      <h1 className="sr-only">Holdfast</h1>
      <ErrorState error={error} onRetry={onRetry} className="h-full justify-center" />
    </main>
  );
}
