import { sha256 } from '../base/index.ts';
import { bytes, type Tx, text } from '../db/worker.ts';

/** The credentials as hashes of what is stored of them, for the profile's chain. */
export function standingOfVault(tx: Tx): { kind: 'credential'; name: string; sha256: string }[] {
  return tx.all('SELECT name, hosts, nonce, ciphertext FROM credentials ORDER BY name').map((row) => ({
    kind: 'credential' as const,
    name: text(row, 'name'),
    sha256: sha256(text(row, 'hosts'), bytes(row, 'nonce'), bytes(row, 'ciphertext')).toString('hex'),
  }));
}
