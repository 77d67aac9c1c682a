import type { ApiDeps } from '../ports.ts';
import type { SessionActions } from '../session-actions.ts';
import type { Picks } from './picks.ts';

/** What several route files share. */
export interface Parts {
  deps: ApiDeps;
  sessions: SessionActions;
  picks: Picks;
}
