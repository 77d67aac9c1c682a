import { withoutSecrets } from '../context/worker.ts';
import { findSecrets } from '../vault/worker.ts';
import type { Secretive } from './messages.ts';

/** Of names and files of one import: as they are, and as they are shown, with a mark in the place of each secret. */
export type Names = (name: string) => Secretive & { shown: string };

/** Two names that differ are shown as two, also where they differ in their secrets alone: whose words are whose hangs on it. */
export function createNames(): Names {
  const known = new Map<string, ReturnType<Names>>();
  const taken = new Map<string, number>();
  const free = (wanted: string): string => {
    const count = (taken.get(wanted) ?? 0) + 1;
    taken.set(wanted, count);
    return count === 1 ? wanted : free(`${wanted} (${count})`);
  };
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const secrets = findSecrets(text);
    const name = { text, secrets, shown: free(withoutSecrets(text, secrets)) };
    known.set(text, name);
    return name;
  };
}
