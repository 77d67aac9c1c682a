import type { ChangesPort } from '../api/index.ts';
import type { DataPort } from '../db/index.ts';

type Change = Parameters<Parameters<ChangesPort['subscribe']>[0]>[0];
type Topic = Change['topic'];

export interface Changes extends ChangesPort {
  /** What no committed transaction notes. */
  tell(change: Change): void;
}

/** What committed transactions note, and what the window refetches for it. */
const topicsOf: Record<string, readonly Topic[]> = {
  events: ['sessions'],
  queued: ['sessions'],
  sessions: ['sessions'],
  session_deleted: ['sessions', 'palace'],
  approvals: ['approvals', 'sessions', 'status'],
  questions: ['questions', 'sessions', 'status'],
  alarms: ['alarms', 'sessions'],
  rules: ['rules'],
  grants: ['sessions'],
  palace: ['palace'],
  palace_structure: ['palace'],
  workspace: ['workspace'],
  settings: ['settings', 'status'],
  vault: ['status', 'vaults'],
  credential_uses: ['vaults'],
  backups: ['backups'],
  status: ['status'],
};

/** Turns notes into changes; what happens in one go is told once. */
export function createChanges(data: DataPort): Changes {
  const listeners = new Set<(change: Change) => void>();
  const waiting = new Map<string, Change>();
  const flush = () => {
    const changes = [...waiting.values()];
    waiting.clear();
    for (const change of changes) for (const listener of listeners) listener(change);
  };
  const tell = (change: Change) => {
    if (waiting.size === 0) setImmediate(flush);
    waiting.set(`${change.topic} ${change.session_id ?? ''}`, change);
  };
  data.onNote((note) => {
    const sessionId = sessionIdIn(note.data);
    for (const topic of topicsOf[note.topic] ?? [])
      tell(sessionId === null ? { topic } : { topic, session_id: sessionId });
  });
  return {
    tell,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function sessionIdIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('sessionId' in data)) return null;
  return typeof data.sessionId === 'string' ? data.sessionId : null;
}
