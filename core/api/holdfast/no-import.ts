import { HoldfastError } from '../../base/index.ts';
import { importedSessionPrefix } from '../../log/index.ts';

/** What was imported is no conversation of an agent's that could go on, nor in a fork of it. Throws `session_archived`. */
export function requireNoImport(sessionId: string): void {
  if (sessionId.startsWith(importedSessionPrefix))
    throw new HoldfastError('session_archived', `${sessionId} holds what was imported`);
}
