import { z } from 'zod';
import { bytes, int, type SqlRow, type Tx, text } from '../db/worker.ts';

/** The profile key as the key port wrapped it; this process of data never sees it open. */
export interface StoredKey {
  backend: string;
  wrapped: Uint8Array;
  /** Nonce and seal of an empty text: only the right key opens it. */
  proof: Uint8Array;
}

export interface StoredCredential {
  name: string;
  hosts: string[];
  nonce: Uint8Array;
  ciphertext: Uint8Array;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const hostList = z.array(z.string());

function toCredential(row: SqlRow): StoredCredential {
  return {
    name: text(row, 'name'),
    hosts: hostList.parse(JSON.parse(text(row, 'hosts'))),
    nonce: bytes(row, 'nonce'),
    ciphertext: bytes(row, 'ciphertext'),
    createdAt: int(row, 'created_at'),
  };
}

function readKey(tx: Tx): StoredKey | undefined {
  const row = tx.get('SELECT backend, wrapped, proof FROM vault_key WHERE id = 1');
  return row && { backend: text(row, 'backend'), wrapped: bytes(row, 'wrapped'), proof: bytes(row, 'proof') };
}

/** Keeps the first key that is offered and returns the one that is kept: two first uses at once must not lose one. */
function keepKey(tx: Tx, input: StoredKey): StoredKey {
  tx.run(
    'INSERT INTO vault_key (id, backend, wrapped, proof, created_at) VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    input.backend,
    input.wrapped,
    input.proof,
    tx.runtime.clock.now(),
  );
  tx.note('vault', {});
  return readKey(tx) ?? input;
}

/** Puts a credential in, over one of the same name. */
function putCredential(tx: Tx, input: Omit<StoredCredential, 'createdAt'>): void {
  tx.run(
    `INSERT INTO credentials (name, hosts, nonce, ciphertext, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET hosts = excluded.hosts, nonce = excluded.nonce,
       ciphertext = excluded.ciphertext, created_at = excluded.created_at`,
    input.name,
    JSON.stringify(input.hosts),
    input.nonce,
    input.ciphertext,
    tx.runtime.clock.now(),
  );
  tx.note('vault', {});
}

/** Takes a credential out; with the last one goes the key, so that an empty vault is never locked. True when it was there. */
function removeCredential(tx: Tx, input: { name: string }): boolean {
  const removed = tx.run('DELETE FROM credentials WHERE name = ?', input.name);
  tx.run(
    'DELETE FROM vault_key WHERE NOT EXISTS (SELECT 1 FROM credentials) AND NOT EXISTS (SELECT 1 FROM vault_credentials)',
  );
  tx.note('vault', {});
  return removed > 0;
}

function listCredentials(tx: Tx, _input: Record<string, never>): StoredCredential[] {
  return tx.all('SELECT * FROM credentials ORDER BY name LIMIT 1000').map(toCredential);
}

function getCredential(tx: Tx, input: { name: string }): StoredCredential | null {
  const row = tx.get('SELECT * FROM credentials WHERE name = ?', input.name);
  return row ? toCredential(row) : null;
}

function getKey(tx: Tx, _input: Record<string, never>): StoredKey | null {
  return readKey(tx) ?? null;
}

export const commands = { keepKey, putCredential, removeCredential };
export const queries = { listCredentials, getCredential, getKey };
