import { useEffect } from 'react';
import { useEndpoint } from '../api/index.ts';

/** Puts the chosen theme on the document; `system` leaves the choice to the desktop. */
export function useTheme(): void {
  const theme = useEndpoint('getSettings').data?.theme ?? 'system';
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
