import { sha256 } from '../base/index.ts';
import { bytes, intOrNull, type SqlRow, type Tx, text, textOrNull } from '../db/worker.ts';
import { credentialAuth, purposeOf } from './credential-auth.ts';

interface StandingCredential {
  kind: 'credential' | 'vault_credential';
  name: string;
  sha256: string;
  told?: { label: string; hosts: string[]; places: string[]; is_archived: boolean };
}

/** The credentials as hashes of what is stored of them, for the profile's chain; of those in vaults also what they are for. */
export function standingOfVault(tx: Tx): StandingCredential[] {
  return [
    ...tx.all('SELECT name, hosts, nonce, ciphertext FROM credentials ORDER BY name').map((row) => ({
      kind: 'credential' as const,
      name: text(row, 'name'),
      sha256: sha256(text(row, 'hosts'), bytes(row, 'nonce'), bytes(row, 'ciphertext')).toString('hex'),
    })),
    ...tx.all('SELECT * FROM vault_credentials ORDER BY id').map((row) => ({
      kind: 'vault_credential' as const,
      name: `${text(row, 'vault_id')}/${text(row, 'id')}`,
      sha256: hashOfVaultCredential(row),
      ...toldOf(row),
    })),
  ];
}

function hashOfVaultCredential(row: SqlRow): string {
  const { nonce, ciphertext } = row;
  const sealed = nonce instanceof Uint8Array && ciphertext instanceof Uint8Array ? [nonce, ciphertext] : [];
  const said = [
    text(row, 'key'),
    textOrNull(row, 'display_name'),
    text(row, 'auth'),
    intOrNull(row, 'archived_at'),
  ];
  // a list of its own, so that nothing can move from one column into the next
  return sha256(JSON.stringify(said), ...sealed).toString('hex');
}

/** Names, hosts and places; nothing where somebody's hand made the row unreadable, which its hash says. */
function toldOf(row: SqlRow): Pick<StandingCredential, 'told'> {
  try {
    const auth = credentialAuth.parse(JSON.parse(text(row, 'auth')));
    const { label, hosts, places } = purposeOf(auth, textOrNull(row, 'display_name'));
    const { header = 'none', body = false } = places ?? {};
    const where = [...(header === 'none' ? [] : ['header']), ...(body ? ['body'] : [])];
    return { told: { label, hosts, places: where, is_archived: intOrNull(row, 'archived_at') !== null } };
  } catch {
    // not one that was written here: its hash is not the chain's
    return {};
  }
}
