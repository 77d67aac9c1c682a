import { randomBytes } from 'node:crypto';
import { HoldfastError } from '../base/index.ts';
import { createScanner, type Scanner } from './scan/scanner.ts';
import { nonceBytes, seal, unseal } from './seal.ts';
import type { OpenCredential, Places } from './substitute.ts';

/** What a credential is for; nothing of it is secret. */
export interface CredentialUse {
  /** For the journal. */
  label: string;
  /** As `OpenCredential`. */
  hosts: string[];
  places?: Places;
  /** The owner lets a program of this computer have the value itself. */
  mayLeave?: boolean;
  /** How its value is renewed. */
  refresh?: OauthRefresh;
}

/** RFC 6749, section 6; secrets of it are in the sealed part. */
export interface OauthRefresh {
  tokenEndpoint: string;
  clientId: string;
  clientAuth: 'none' | 'client_secret_basic' | 'client_secret_post';
  scope: string | null;
  resource: string | null;
  /** When the value ends, in milliseconds since the epoch; null: unknown. */
  expiresAt: number | null;
}

/** What is sealed: the value that requests carry, and what renews it. */
export interface Secrets {
  value: string;
  refreshToken?: string;
  clientSecret?: string;
}

/** A credential at rest, with what it was sealed to: changed there, it does not open. */
export interface SealedCredential {
  id: string;
  bound: string;
  /** `text`: the value alone, as named credentials have it. */
  format: 'text' | 'json';
  nonce: Uint8Array;
  ciphertext: Uint8Array;
  use: CredentialUse;
}

/** Everything that a vault's process needs to begin: the open key, or why there is none. */
export interface SafeContent {
  key: Uint8Array | null;
  /** For the owner, when the key could not be had. */
  lockedBecause: string | null;
  credentials: SealedCredential[];
}

export interface Sealed {
  nonce: Uint8Array;
  ciphertext: Uint8Array;
}

/** The open values, and the only place where there are any. */
export interface Safe {
  load(content: SafeContent): void;
  /** Takes the key and overwrites what it was given. */
  setKey(key: Uint8Array): void;
  /** Seals under the key and keeps it open, over an older one. */
  put(entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'>, secrets: Secrets): Sealed;
  /** Keeps it open without sealing it. */
  hold(id: string, use: CredentialUse, secrets: Secrets): void;
  /** Its use changes, and of its secrets those that are given; its seal is bound anew. */
  rebind(entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'>, changed: Partial<Secrets>): Sealed;
  /** The value, where the owner lets it leave; null otherwise. */
  reveal(id: string): string | null;
  drop(id: string): void;
  /** Whether each that is known can be used. */
  states(): Record<string, 'ready' | 'locked'>;
  /** Undefined when there is none. Throws `vault_locked`. */
  resolve(id: string): OpenCredential | undefined;
  secretsOf(id: string): { use: CredentialUse; bound: string; secrets: Secrets } | undefined;
  /** Looks for every open value. */
  scanner(): Scanner;
}

interface Entry {
  use: CredentialUse;
  bound: string;
  /** Null: locked. */
  secrets: Secrets | null;
}

/** Makes an empty one. What it throws never quotes a value. */
export function createSafe(): Safe {
  let key: Uint8Array | null = null;
  let lockedBecause: string | null = null;
  const stored = new Map<string, Entry>();
  const held = new Map<string, Entry>();
  let scanner: Scanner | null = null;
  const changedValues = () => {
    scanner = null;
  };

  const find = (id: string) => held.get(id) ?? stored.get(id);
  const sealAs = (bound: string, format: SealedCredential['format'], secrets: Secrets): Sealed => {
    if (key === null) throw new HoldfastError('vault_locked', lockedBecause ?? 'There is no key yet.');
    // not the runtime's: nothing that a test can make predictable ever seals
    const nonce = randomBytes(nonceBytes);
    const plain = Buffer.from(format === 'text' ? secrets.value : JSON.stringify(secrets), 'utf8');
    const ciphertext = seal(key, nonce, bound, plain);
    plain.fill(0);
    return { nonce, ciphertext };
  };

  return {
    load(content) {
      key?.fill(0);
      key = content.key === null ? null : Uint8Array.from(content.key);
      content.key?.fill(0);
      lockedBecause = content.lockedBecause;
      stored.clear();
      for (const credential of content.credentials)
        stored.set(credential.id, {
          use: credential.use,
          bound: credential.bound,
          secrets: key && open(credential, key),
        });
      changedValues();
    },
    setKey(given) {
      key?.fill(0);
      key = Uint8Array.from(given);
      given.fill(0);
      lockedBecause = null;
    },
    put({ id, bound, format, use }, secrets) {
      const sealed = sealAs(bound, format, secrets);
      stored.set(id, { use, bound, secrets });
      held.delete(id);
      changedValues();
      return sealed;
    },
    hold(id, use, secrets) {
      held.set(id, { use, bound: id, secrets });
      changedValues();
    },
    rebind({ id, bound, format, use }, changed) {
      const before = stored.get(id)?.secrets;
      if (!before) throw locked(use.label, lockedBecause);
      const secrets = { ...before, ...changed };
      const sealed = sealAs(bound, format, secrets);
      stored.set(id, { use, bound, secrets });
      changedValues();
      return sealed;
    },
    reveal(id) {
      const entry = find(id);
      return entry?.use.mayLeave === true && entry.secrets ? entry.secrets.value : null;
    },
    drop(id) {
      held.delete(id);
      stored.delete(id);
      changedValues();
    },
    states: () =>
      Object.fromEntries([...stored, ...held].map(([id, { secrets }]) => [id, secrets ? 'ready' : 'locked'])),
    resolve(id) {
      const entry = find(id);
      if (!entry) return undefined;
      if (!entry.secrets) throw locked(entry.use.label, lockedBecause);
      const { hosts, places } = entry.use;
      return { value: entry.secrets.value, hosts, ...(places && { places }) };
    },
    secretsOf(id) {
      const entry = find(id);
      return entry?.secrets ? { use: entry.use, bound: entry.bound, secrets: entry.secrets } : undefined;
    },
    scanner() {
      scanner ??= createScanner(
        [...stored.values(), ...held.values()].flatMap(({ secrets }) =>
          secrets ? Object.values(secrets).filter((value) => typeof value === 'string') : [],
        ),
      );
      return scanner;
    },
  };
}

function locked(label: string, because: string | null): HoldfastError {
  return new HoldfastError(
    'vault_locked',
    because ?? `The credential “${label}” was changed or belongs to another key. Enter it again.`,
  );
}

function open({ bound, nonce, ciphertext, format }: SealedCredential, key: Uint8Array): Secrets | null {
  const plain = unseal(key, nonce, bound, ciphertext);
  if (plain === undefined) return null;
  const text = Buffer.from(plain).toString('utf8');
  return format === 'text' ? { value: text } : JSON.parse(text);
}
