import { canonicalJson, HoldfastError, type Runtime } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort, memoize, type Note } from '../db/index.ts';
import { parseCredentialHost } from './address.ts';
import type { KeyPort } from './key-port.ts';
import { passphraseBackend } from './key-ring.ts';
import type { SafePort } from './process/client.ts';
import { isProven, proofBounds, proofOf } from './proof.ts';
import type { CredentialUse, SafeContent, SealedCredential } from './safe.ts';
import { keyBytes } from './seal.ts';
import type { commands, queries, StoredCredential } from './store.ts';

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
  hold(name: string, value: string, hosts: string[]): Promise<CredentialDescription>;
  /** Forgets a credential, also a locked one. False when there was none. */
  remove(name: string): Promise<boolean>;
  /** Whether there is one of this name, usable or not. Asks nobody for the key. */
  has(name: string): Promise<boolean>;
  describe(): Promise<CredentialDescription[]>;
  status(): Promise<VaultStatus>;
  /** The value, for a program whose environment the owner put it into; null when there is none. Throws `vault_locked`. */
  giveToProgram(name: string): Promise<string | null>;
  /** The profile key, made when there is none, is in the safe. Throws `vault_locked`. */
  openForWriting(): Promise<void>;
}

type Key = { state: 'none' } | { state: 'open'; key: Uint8Array } | { state: 'locked'; sentence: string };

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
// what may stand in a header; also keeps the value out of fetch's own error messages about bad headers
const valuePattern = /^[\x21-\x7e]{1,8192}$/;

export interface VaultOptions {
  data: DataPort;
  keyPort: KeyPort;
  runtime: Runtime;
  /** Where values are sealed, opened and used. */
  safe: SafePort;
  /** Credentials of vaults, which open together with the named ones. */
  moreSealed?(): Promise<SealedCredential[]>;
}

/**
 * Secrets at rest. Each value is sealed with AES-256-GCM under the profile key, bound to its name and hosts; the
 * profile key is wrapped by `keyPort` and stored beside the backend's name. A backend that changed or cannot open the
 * key locks the vault: nothing is deleted or overwritten, and removing the locked credentials is the owner's to do.
 * Here are descriptions and ciphertext; the open key and the values are in the safe, which is another process. A key on its way there
 * is overwritten once it has arrived.
 */
export function createVault({
  data,
  keyPort,
  runtime,
  safe,
  moreSealed = async () => [],
}: VaultOptions): Vault {
  const write = bindCommands<typeof commands>(data, 'vault', [
    'keepKey',
    'putCredential',
    'removeCredential',
  ]);
  const asked = bindQueries<typeof queries>(data, 'vault', ['listCredentials', 'getKey']);
  // only ciphertext is kept; every request to a model looks here
  const untilChanged = { keyOf: () => '', changedBy: ({ topic }: Note) => topic === 'vault' };
  const read = {
    listCredentials: memoize(data, { query: asked.listCredentials, ...untilChanged }),
    getKey: memoize(data, { query: asked.getKey, ...untilChanged }),
  };
  const inMemory = new Map<string, { hosts: string[]; createdAt: number }>();
  /** What was found of a wrapped key; the key itself is not kept. */
  let known: { wrapped: Uint8Array; locked: string | null } | undefined;
  /** The wrapped form of the key that the safe was given. */
  let inSafe: Uint8Array | undefined;

  async function openKey(): Promise<Key> {
    const stored = await read.getKey({});
    if (!stored) return { state: 'none' };
    const found = await unwrap(stored);
    known = { wrapped: stored.wrapped, locked: found.state === 'locked' ? found.sentence : null };
    return found;
  }

  async function unwrap(stored: NonNullable<Awaited<ReturnType<typeof read.getKey>>>): Promise<Key> {
    if (keyPort.isLocked) return { state: 'locked', sentence: lockedBy(keyPort) };
    if (stored.backend !== keyPort.backend)
      return { state: 'locked', sentence: changedBackend(stored.backend, keyPort) };
    try {
      const key = await keyPort.unwrap(stored.wrapped);
      return isProven(key, proofBounds.vault, stored.proof)
        ? { state: 'open', key }
        : { state: 'locked', sentence: cannotOpen(keyPort) };
    } catch {
      // whatever the backend says may quote what it was given; the state and our own sentence are the report
      return { state: 'locked', sentence: cannotOpen(keyPort) };
    }
  }

  /** Null: open, or there is none. Asks the backend again as long as it is locked. */
  async function lockedBecause(): Promise<string | null> {
    const stored = await read.getKey({});
    if (!stored) return keyPort.isLocked ? lockedBy(keyPort) : null;
    if (known && Buffer.compare(known.wrapped, stored.wrapped) === 0 && known.locked === null) return null;
    const wasLocked = known !== undefined;
    const key = await openKey();
    if (key.state === 'open') key.key.fill(0);
    if (wasLocked && key.state === 'open') await safe.reload();
    return key.state === 'locked' ? key.sentence : null;
  }

  async function content(): Promise<SafeContent> {
    const [key, named, others] = [await openKey(), await read.listCredentials({}), await moreSealed()];
    inSafe = key.state === 'open' ? known?.wrapped : undefined;
    return {
      key: key.state === 'open' ? key.key : null,
      lockedBecause: key.state === 'locked' ? key.sentence : null,
      credentials: [...named.map(sealedOf), ...others],
    };
  }
  safe.startWith(content);
  // unlocked: what is sealed opens. Locked: nothing is open any more, in the safe neither
  keyPort.onChange?.(async () => {
    known = undefined;
    inSafe = undefined;
    await safe.reload();
  });

  async function openForWriting(): Promise<void> {
    const stored = await read.getKey({});
    // opening it may take the backend long, and the safe has it; one that starts anew is given it anew
    if (stored && inSafe && Buffer.compare(inSafe, stored.wrapped) === 0) return;
    const key = await openKey();
    if (key.state === 'locked') throw new HoldfastError('vault_locked', key.sentence);
    if (key.state === 'none') await (keyPort.whileUnchanged?.(makeKey) ?? makeKey());
    // what is stored counts: two first uses at once keep one key
    const kept = key.state === 'open' ? key : await openKey();
    if (kept.state !== 'open') throw new HoldfastError('vault_locked', cannotOpen(keyPort));
    await safe.call('setKey', { key: kept.key });
    kept.key.fill(0);
    inSafe = known?.wrapped;
  }

  async function makeKey(): Promise<void> {
    const made = runtime.random.bytes(keyBytes);
    const proof = proofOf(made, proofBounds.vault, runtime.random);
    await write.keepKey({ backend: keyPort.backend, wrapped: await keyPort.wrap(made), proof });
    made.fill(0);
  }

  async function hold(name: string, value: string, hosts: string[]): Promise<CredentialDescription> {
    const { secret, hosts: normalised } = readEntry(name, value, hosts);
    await safe.call('hold', {
      id: name,
      use: credentialUse(name, normalised),
      secrets: { value: secret },
    });
    const createdAt = runtime.clock.now();
    inMemory.set(name, { hosts: normalised, createdAt });
    return describeInMemory(name, normalised, createdAt);
  }

  return {
    hold,
    openForWriting,

    async put(name, value, hosts) {
      if (keyPort.isEphemeral) return hold(name, value, hosts);
      const { secret, hosts: normalised } = readEntry(name, value, hosts);
      await openForWriting();
      const bound = boundTo(name, normalised);
      const use = credentialUse(name, normalised);
      const entry = { id: name, bound, format: 'text' as const, use };
      const sealed = await safe.call('put', { entry, secrets: { value: secret } });
      await write.putCredential({ name, hosts: normalised, ...sealed });
      inMemory.delete(name);
      const created_at = new Date(runtime.clock.now()).toISOString();
      return { name, hosts: normalised, created_at, state: 'ready', is_kept: true };
    },

    async remove(name) {
      const wasInMemory = inMemory.delete(name);
      const wasStored = await write.removeCredential({ name });
      if (wasInMemory || wasStored) await safe.call('drop', { id: name });
      return wasStored || wasInMemory;
    },

    giveToProgram: (name) => safe.call('reveal', { id: name }),

    async has(name) {
      return inMemory.has(name) || (await read.listCredentials({})).some((entry) => entry.name === name);
    },

    async describe() {
      await lockedBecause();
      const stored = (await read.listCredentials({})).filter((credential) => !inMemory.has(credential.name));
      const held = [...inMemory].map(([name, { hosts, createdAt }]) =>
        describeInMemory(name, hosts, createdAt),
      );
      const states = stored.length === 0 ? {} : await safe.call('states', {});
      const all = [...stored.map((credential) => describeStored(credential, states)), ...held];
      return all.sort((left, right) => (left.name < right.name ? -1 : 1));
    },

    async status() {
      const locked = await lockedBecause();
      const isReady = inMemory.size > 0 || (await read.getKey({})) !== null;
      const state = locked !== null ? 'locked' : isReady ? 'ready' : 'empty';
      const sentence = locked ?? keeping(keyPort);
      return { state, backend: keyPort.backend, is_plain_text: keyPort.isPlainText === true, sentence };
    },
  };
}

function describeStored(
  { name, hosts, createdAt }: StoredCredential,
  states: Record<string, 'ready' | 'locked'>,
): CredentialDescription {
  const created_at = new Date(createdAt).toISOString();
  return { name, hosts, created_at, state: states[name] ?? 'locked', is_kept: true };
}

/**
 * The host of secrets that are for a program of this computer. No request ever goes there (RFC 2606), so egress puts them in nowhere; a
 * value can be given to a program only if it was stored for this host alone, which its seal is bound to.
 */
export const programHost = 'program.invalid';

function credentialUse(label: string, hosts: string[]): CredentialUse {
  const isForProgram = hosts.length === 1 && hosts[0] === programHost;
  return { label, hosts, ...(isForProgram ? { mayLeave: true } : {}) };
}

function sealedOf({ name, hosts, nonce, ciphertext }: StoredCredential): SealedCredential {
  const use = credentialUse(name, hosts);
  return { id: name, bound: boundTo(name, hosts), format: 'text', nonce, ciphertext, use };
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

function boundTo(name: string, hosts: string[]): string {
  return canonicalJson({ name, hosts });
}

function describeInMemory(name: string, hosts: string[], createdAt: number): CredentialDescription {
  return { name, hosts, created_at: new Date(createdAt).toISOString(), state: 'ready', is_kept: false };
}

function invalid(message: string): HoldfastError {
  return new HoldfastError('invalid_request', message);
}

const lockedBy = ({ lockedSentence, backend }: KeyPort) => lockedSentence ?? `“${backend}” is locked.`;

function changedBackend(before: string, keyPort: KeyPort): string {
  return `The stored keys were locked with “${before}”, and this start of Holdfast has “${keyPort.backend}”. They are untouched: start it where “${before}” is available, or remove them and enter them again.`;
}

function cannotOpen(keyPort: KeyPort): string {
  return `“${keyPort.backend}” does not open the stored keys. They are untouched: unlock it or give the right passphrase, or remove them and enter them again.`;
}

function keeping(keyPort: KeyPort): string {
  if (keyPort.warning) return keyPort.warning;
  if (keyPort.backend === passphraseBackend) return 'Stored keys are protected by your passphrase.';
  if (keyPort.isUnusable)
    return `“${keyPort.backend}” cannot be used now, so no key can be stored. Open it, or set a passphrase.`;
  if (keyPort.isPlainText)
    return `Stored keys are only hidden by “${keyPort.backend}”, not protected: this system has no keychain that Holdfast can use.`;
  return `Stored keys are protected by “${keyPort.backend}”.`;
}
