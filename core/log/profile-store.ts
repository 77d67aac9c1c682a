import { bytes, int, type StoreFunctions, type Tx, text, textOrNull } from '../db/worker.ts';
import { checkProfile, type ProfileCheck } from './profile-check-store.ts';
import {
  append,
  type Head,
  lastOf,
  type ProfileEntry,
  type ProfileKind,
  type Standing,
  type StandingOf,
  sealedHeads,
} from './profile-entries-store.ts';

/** Sessions whose head is not the one that was sealed last, with their heads. */
function unsealedHeads(tx: Tx): Head[] {
  const sealed = sealedHeads(tx);
  return tx
    .all('SELECT id, last_seq, last_hash FROM sessions WHERE last_seq > 0 ORDER BY number')
    .map((row) => ({
      sessionId: text(row, 'id'),
      seq: int(row, 'last_seq'),
      hash: Buffer.from(bytes(row, 'last_hash')).toString('hex'),
    }))
    .filter(({ sessionId, hash }) => sealed.get(sessionId)?.at(-1)?.hash !== hash);
}

/** Puts the seal on an entry that has none. */
function putSeal(tx: Tx, { seq, keyId, mac }: { seq: number; keyId: number; mac: Uint8Array }): void {
  tx.run('UPDATE profile_chain SET key_id = ?, mac = ? WHERE seq = ? AND mac IS NULL', keyId, mac, seq);
  tx.note('profile_chain', {});
}

/** Entries of one kind, newest first. */
function listProfile(tx: Tx, { kind, limit }: { kind: ProfileKind; limit: number }) {
  return tx
    .all(
      'SELECT seq, session_id, body, created_at FROM profile_chain WHERE kind = ? ORDER BY seq DESC LIMIT ?',
      kind,
      limit,
    )
    .map((row) => ({
      seq: int(row, 'seq'),
      sessionId: textOrNull(row, 'session_id'),
      createdAt: int(row, 'created_at'),
      body: textOrNull(row, 'body'),
    }));
}

/** The hash that the chain has at a position; null when it does not reach so far. */
function profileHashAt(tx: Tx, { seq }: { seq: number }): string | null {
  const row = tx.get('SELECT hash FROM profile_chain WHERE seq = ?', seq);
  return row ? Buffer.from(bytes(row, 'hash')).toString('hex') : null;
}

/** Makes the store; `standing` are the rooms that have something outside of sessions to vouch for. */
export function createProfileStore(standing: readonly StandingOf[]) {
  const standingOf: StandingOf = (tx) => standing.flatMap((room) => room(tx));

  /** Appends, inside whoever's transaction this is. The first entry of all is preceded by what stands already. */
  function note(tx: Tx, entry: ProfileEntry): { seq: number; hash: Uint8Array } {
    if (lastOf(tx).seq === 0) {
      for (const one of standingOf(tx)) append(tx, entryOf(one));
      append(tx, vaultsBegin);
    }
    return append(tx, entry);
  }

  /** A chain that was begun before vaults were in it takes in the credentials that stand, once. */
  function adoptVaults(tx: Tx, _: Record<string, never>): void {
    if (lastOf(tx).seq === 0) return;
    if (tx.get("SELECT seq FROM profile_chain WHERE kind = 'vault_credential' LIMIT 1")) return;
    append(tx, vaultsBegin);
    for (const one of standingOf(tx)) if (one.kind === 'vault_credential') append(tx, entryOf(one));
  }

  /** Takes in the heads that moved, and `entries` before them. Gives what is to be sealed; null when there is nothing new. */
  function takeHeads(
    tx: Tx,
    { entries }: { entries: readonly ProfileEntry[] },
  ): { seq: number; hash: Uint8Array } | null {
    for (const entry of entries) note(tx, entry);
    const heads = unsealedHeads(tx);
    const last = tx.get('SELECT seq, kind, hash, mac FROM profile_chain ORDER BY seq DESC LIMIT 1');
    if (heads.length === 0 && (last === undefined || last.kind === 'heads'))
      return last && last.mac === null ? { seq: int(last, 'seq'), hash: bytes(last, 'hash') } : null;
    return note(tx, {
      kind: 'heads',
      body: { heads: heads.map(({ sessionId, seq, hash }) => [sessionId, seq, hash]) },
    });
  }

  return {
    commands: {
      takeHeads,
      putSeal,
      adoptVaults,
    },
    queries: {
      checkProfile: (tx: Tx, _: Record<string, never>): ProfileCheck => checkProfile(tx, standingOf(tx)),
      listProfile,
      profileHashAt,
    },
    /** A session that its owner deletes: the chain keeps that it was there, and forgets what it said of it. */
    noteDeletedSession(tx: Tx, { sessionId }: { sessionId: string }): void {
      const row = tx.get('SELECT last_seq, last_hash FROM sessions WHERE id = ?', sessionId);
      if (!row) return;
      tx.run(
        "UPDATE profile_chain SET salt = NULL, body = NULL WHERE session_id = ? AND kind = 'egress'",
        sessionId,
      );
      const hash = Buffer.from(bytes(row, 'last_hash')).toString('hex');
      note(tx, { kind: 'session_deleted', sessionId, body: { seq: int(row, 'last_seq'), hash } });
    },
    /** A room's commands, which take what they change of what stands into the chain, in the same transaction. */
    noting<C extends StoreFunctions>(commands: C): C {
      const wrapped = Object.entries(commands).map(([name, command]) => [
        name,
        (tx: Tx, input: never) => {
          const before = standingOf(tx);
          const output = command(tx, input);
          for (const change of changesBetween(before, standingOf(tx))) note(tx, entryOf(change));
          return output;
        },
      ]);
      // the same names with functions of the same types
      return Object.fromEntries(wrapped) as C;
    },
  };
}

/** From here on the chain speaks of the credentials of vaults: one that is not in it was not there. */
const vaultsBegin: ProfileEntry = { kind: 'vault_credential', body: { name: '', sha256: '' } };

function entryOf({ kind, name, sha256: hash, told }: Standing): ProfileEntry {
  return { kind, body: { ...told, name, sha256: hash } };
}

export type ProfileStore = ReturnType<typeof createProfileStore>;

function changesBetween(before: readonly Standing[], after: readonly Standing[]): Standing[] {
  const key = ({ kind, name }: Standing) => `${kind} ${name}`;
  const old = new Map(before.map((one) => [key(one), one.sha256]));
  const kept = new Set(after.map(key));
  return [
    ...after.filter((one) => old.get(key(one)) !== one.sha256),
    ...before.filter((one) => !kept.has(key(one))).map((one) => ({ ...one, sha256: '' })),
  ];
}
