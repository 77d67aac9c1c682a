import { canonicalJson, HoldfastError, type Runtime } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort, memoize, type Note } from '../db/index.ts';
import { parseCredentialHost } from './address.ts';
import type { KeyPort } from './key-port.ts';
import { keyBytes, nonceBytes, seal, unseal } from './seal.ts';
import type { commands, queries, StoredCredential } from './store.ts';
import type { OpenCredential } from './substitute.ts';

/** All that is ever told of a credential. */
export interface CredentialDescription {
  name: string;
  /** `host` (https) or `host:port`, normalised. */
  hosts: string[];
  /** RFC 3339. */
  created_at: string;
  state: 'ready' | 'locked';
  /** False for what is held in memory only. */
  is_kept: boolean;
}

export interface VaultStatus {
  state: 'empty' | 'ready' | 'locked';
  backend: string;
  is_plain_text: boolean;
  /** For the owner: what keeps the key, or why the vault is locked. */
  sentence: string;
}

export interface Vault {
  /** Stores `value` under `name`, over an older one, to be used for `hosts` only. Throws `vault_locked`, `invalid_request`. */
  put(name: string, value: string, hosts: string[]): Promise<CredentialDescription>;
  /** Like `put`, but in memory only and until this process ends; stands before a stored one of the same name, which stays. */
  hold(name: string, value: string, hosts: string[]): CredentialDescription;
  /** Forgets a credential, also a locked one. False when there was none. */
  remove(name: string): Promise<boolean>;
  describe(): Promise<CredentialDescription[]>;
  status(): Promise<VaultStatus>;
  /** Undefined when there is none of this name. Throws `vault_locked`. Wired to egress; never given to another room. */
  resolveCredential(name: string): Promise<OpenCredential | undefined>;
}

type Key = { state: 'none' } | { state: 'open'; key: Uint8Array } | { state: 'locked'; sentence: string };

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
// what may stand in a header; also keeps the value out of fetch's own error messages about bad headers
const valuePattern = /^[\x21-\x7e]{1,8192}$/;

/**
 * Secrets at rest. Each value is sealed with AES-256-GCM under the profile key, bound to its name and hosts; the
 * profile key is wrapped by `keyPort` and stored beside the backend's name. A backend that changed or cannot open the
 * key locks the vault: nothing is deleted or overwritten, and removing the locked credentials is the owner's to do.
 */
export function createVault({
  data,
  keyPort,
  runtime,
}: {
  data: DataPort;
  keyPort: KeyPort;
  runtime: Runtime;
}): Vault {
  const write = bindCommands<typeof commands>(data, 'vault', [
    'keepKey',
    'putCredential',
    'removeCredential',
  ]);
  const asked = bindQueries<typeof queries>(data, 'vault', ['listCredentials', 'getCredential', 'getKey']);
  // only ciphertext is kept; every request to a model looks here
  const untilChanged = { keyOf: () => '', changedBy: ({ topic }: Note) => topic === 'vault' };
  const read = {
    ...asked,
    listCredentials: memoize(data, { query: asked.listCredentials, ...untilChanged }),
    getKey: memoize(data, { query: asked.getKey, ...untilChanged }),
  };
  const inMemory = new Map<string, { value: string; hosts: string[]; createdAt: number }>();
  let opened: { wrapped: Uint8Array; key: Uint8Array } | undefined;

  async function openKey(): Promise<Key> {
    const stored = await read.getKey({});
    if (!stored) return { state: 'none' };
    if (opened && Buffer.compare(opened.wrapped, stored.wrapped) === 0)
      return { state: 'open', key: opened.key };
    if (stored.backend !== keyPort.backend)
      return { state: 'locked', sentence: changedBackend(stored.backend, keyPort) };
    try {
      const key = await keyPort.unwrap(stored.wrapped);
      if (!isProven(key, stored.proof)) return { state: 'locked', sentence: cannotOpen(keyPort) };
      opened = { wrapped: stored.wrapped, key };
      return { state: 'open', key };
    } catch {
      // whatever the backend says may quote what it was given; the state and our own sentence are the report
      return { state: 'locked', sentence: cannotOpen(keyPort) };
    }
  }

  async function keyForWriting(): Promise<Uint8Array> {
    const known = await openKey();
    if (known.state === 'locked') throw new HoldfastError('vault_locked', known.sentence);
    if (known.state === 'open') return known.key;
    const key = runtime.random.bytes(keyBytes);
    const nonce = runtime.random.bytes(nonceBytes);
    const proof = Buffer.concat([nonce, seal(key, nonce, proofBound, new Uint8Array(0))]);
    await write.keepKey({ backend: keyPort.backend, wrapped: await keyPort.wrap(key), proof });
    const kept = await openKey();
    if (kept.state !== 'open') throw new HoldfastError('vault_locked', cannotOpen(keyPort));
    return kept.key;
  }

  function describeStored(credential: StoredCredential, key: Key): CredentialDescription {
    const isReady = key.state === 'open' && open(credential, key.key) !== undefined;
    return {
      name: credential.name,
      hosts: credential.hosts,
      created_at: new Date(credential.createdAt).toISOString(),
      state: isReady ? 'ready' : 'locked',
      is_kept: true,
    };
  }

  function hold(name: string, value: string, hosts: string[]): CredentialDescription {
    const entry = readEntry(name, value, hosts);
    const createdAt = runtime.clock.now();
    inMemory.set(name, { value: entry.secret, hosts: entry.hosts, createdAt });
    return describeInMemory(name, entry.hosts, createdAt);
  }

  return {
    hold,

    async put(name, value, hosts) {
      if (keyPort.isEphemeral) return hold(name, value, hosts);
      const { secret, hosts: normalised } = readEntry(name, value, hosts);
      const key = await keyForWriting();
      const nonce = runtime.random.bytes(nonceBytes);
      const ciphertext = seal(key, nonce, boundTo(name, normalised), Buffer.from(secret, 'utf8'));
      await write.putCredential({ name, hosts: normalised, nonce, ciphertext });
      inMemory.delete(name);
      return describeStored(
        { name, hosts: normalised, nonce, ciphertext, createdAt: runtime.clock.now() },
        { state: 'open', key },
      );
    },

    async remove(name) {
      const wasInMemory = inMemory.delete(name);
      return (await write.removeCredential({ name })) || wasInMemory;
    },

    async describe() {
      const key = await openKey();
      const stored = (await read.listCredentials({})).filter((credential) => !inMemory.has(credential.name));
      const held = [...inMemory].map(([name, { hosts, createdAt }]) =>
        describeInMemory(name, hosts, createdAt),
      );
      const all = [...stored.map((credential) => describeStored(credential, key)), ...held];
      return all.sort((left, right) => (left.name < right.name ? -1 : 1));
    },

    async status() {
      const key = await openKey();
      const state =
        key.state === 'locked' ? 'locked' : key.state === 'open' || inMemory.size > 0 ? 'ready' : 'empty';
      const sentence = key.state === 'locked' ? key.sentence : keeping(keyPort);
      return { state, backend: keyPort.backend, is_plain_text: keyPort.isPlainText === true, sentence };
    },

    async resolveCredential(name) {
      const held = inMemory.get(name);
      if (held) return { value: held.value, hosts: [...held.hosts] };
      const stored = await read.getCredential({ name });
      if (!stored) return undefined;
      const key = await openKey();
      if (key.state === 'locked') throw new HoldfastError('vault_locked', key.sentence);
      const value = key.state === 'open' ? open(stored, key.key) : undefined;
      if (value === undefined) {
        throw new HoldfastError(
          'vault_locked',
          `The credential “${name}” was changed or belongs to another key. Enter it again.`,
        );
      }
      return { value, hosts: stored.hosts };
    },
  };
}

function readEntry(name: string, value: string, hosts: string[]): { secret: string; hosts: string[] } {
  const secret = value.trim();
  if (!namePattern.test(name)) throw invalid('A credential’s name is lower case letters, digits, - and _.');
  if (!valuePattern.test(secret))
    throw invalid('The secret is empty, too long, or holds characters no key has.');
  const normalised = [...new Set(hosts.map((host) => parseCredentialHost(host)))].sort();
  if (normalised.length === 0) throw invalid('A credential needs at least one host.');
  return { secret, hosts: normalised };
}

function open(credential: StoredCredential, key: Uint8Array): string | undefined {
  const { name, hosts, nonce, ciphertext } = credential;
  const plain = unseal(key, nonce, boundTo(name, hosts), ciphertext);
  return plain && Buffer.from(plain).toString('utf8');
}

const proofBound = 'holdfast vault key';

function isProven(key: Uint8Array, proof: Uint8Array): boolean {
  return unseal(key, proof.subarray(0, nonceBytes), proofBound, proof.subarray(nonceBytes)) !== undefined;
}

function boundTo(name: string, hosts: string[]): string {
  return canonicalJson({ name, hosts });
}

function describeInMemory(name: string, hosts: string[], createdAt: number): CredentialDescription {
  return { name, hosts, created_at: new Date(createdAt).toISOString(), state: 'ready', is_kept: false };
}

function invalid(message: string): HoldfastError {
  return new HoldfastError('invalid_request', message);
}

function changedBackend(before: string, keyPort: KeyPort): string {
  return `The stored keys were locked with “${before}”, and this start of Holdfast has “${keyPort.backend}”. They are untouched: start it where “${before}” is available, or remove them and enter them again.`;
}

function cannotOpen(keyPort: KeyPort): string {
  return `“${keyPort.backend}” does not open the stored keys. They are untouched: unlock it or give the right passphrase, or remove them and enter them again.`;
}

function keeping(keyPort: KeyPort): string {
  if (keyPort.warning) return keyPort.warning;
  if (keyPort.isPlainText)
    return `Stored keys are only hidden by “${keyPort.backend}”, not protected: this system has no keychain that Holdfast can use.`;
  return `Stored keys are protected by “${keyPort.backend}”.`;
}
