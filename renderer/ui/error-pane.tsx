import type { ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { ErrorState } from './states.tsx';

/** One per pane: a fault inside takes this pane and nothing else. `resetKey`: another subject tries anew. */
export function ErrorPane({ children, resetKey }: { children: ReactNode; resetKey?: string }) {
  return (
    <ErrorBoundary
      resetKeys={[resetKey]}
      fallbackRender={({ error, resetErrorBoundary }) => (
        <ErrorState error={error} onRetry={resetErrorBoundary} className="h-full justify-center" />
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
