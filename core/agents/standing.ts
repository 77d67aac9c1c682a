import { sha256 } from '../base/index.ts';
import { int, type Tx, text } from '../db/worker.ts';

/** The owner's settings and the agents' definitions as hashes, for the profile's chain. */
export function standingOfAgents(tx: Tx): { kind: 'setting' | 'agent'; name: string; sha256: string }[] {
  const hash = (value: string) => sha256(value).toString('hex');
  return [
    ...tx.all('SELECT key, value FROM settings ORDER BY key').map((row) => ({
      kind: 'setting' as const,
      name: text(row, 'key'),
      sha256: hash(text(row, 'value')),
    })),
    ...tx
      .all('SELECT agent_id, version, definition FROM agent_versions ORDER BY agent_id, version')
      .map((row) => ({
        kind: 'agent' as const,
        name: `${text(row, 'agent_id')} version ${int(row, 'version')}`,
        sha256: hash(text(row, 'definition')),
      })),
  ];
}
