import type { ApiDeps } from '../ports.ts';
import type { SessionActions } from '../session-actions.ts';
import type { Folders } from './folders.ts';
import type { Picks } from './picks.ts';
import type { Workspace } from './workspace.ts';

/** What several route files share. */
export interface Parts {
  deps: ApiDeps;
  sessions: SessionActions;
  folders: Folders;
  workspace: Workspace;
  picks: Picks;
}
