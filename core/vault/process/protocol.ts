import type { EgressContext, EgressEntry } from '../egress-types.ts';
import type { EgressGrant } from '../grants.ts';
import type { NetworkWay } from '../network-way.ts';
import type { CredentialUse, SafeContent, Sealed, SealedCredential, Secrets } from '../safe.ts';
import type { SignedIn, SignInStart, SignInWanted } from '../sign-in/sign-ins.ts';

/** What the vault's process is asked, and what it answers. Values go in and do not come out. */
export interface SafeCalls {
  load: [SafeContent, null];
  setKey: [{ key: Uint8Array }, null];
  put: [{ entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'>; secrets: Secrets }, Sealed];
  hold: [{ id: string; use: CredentialUse; secrets: Secrets }, null];
  rebind: [
    { entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'>; secrets: Partial<Secrets> },
    Sealed,
  ];
  /** The one exception: a value that the owner lets a program have. */
  reveal: [{ id: string }, string | null];
  drop: [{ id: string }, null];
  states: [Record<string, never>, Record<string, 'ready' | 'locked'>];
  /** Sign-ins: tokens come into the process by themselves, and are sealed there. */
  beginSignIn: [{ id: string }, SignInStart];
  waitForSignIn: [{ id: string; wanted: SignInWanted }, SignedIn];
  keepSignIn: [{ id: string; entry: Pick<SealedCredential, 'id' | 'bound' | 'format' | 'use'> }, Sealed];
  cancelSignIn: [{ id: string }, null];
}
export type SafeCall = keyof SafeCalls;

/** A request with its placeholders. */
export interface WireRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: Uint8Array | null;
  redirect: 'follow' | 'manual' | 'error';
  context: EgressContext;
}

export interface WireError {
  /** A HoldfastError's code; null for what fetch throws. */
  code: string | null;
  message: string;
  details: Record<string, unknown>;
  /** The system's code of a failure of the network. */
  network: string | null;
}

export type ToVault =
  | { [N in SafeCall]: { kind: 'call'; id: number; name: N; input: SafeCalls[N][0] } }[SafeCall]
  | { kind: 'grant'; grant: EgressGrant }
  | { kind: 'revoke'; grantId: string }
  | { kind: 'way'; way: NetworkWay }
  | { kind: 'issue'; name: string; sessionId: string; credentialId: string }
  | { kind: 'end_session'; sessionId: string }
  | ({ kind: 'request'; id: number } & WireRequest)
  | { kind: 'abort'; id: number }
  /** So many more bytes of an answer were read. */
  | { kind: 'credit'; id: number; bytes: number };

export type FromVault =
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | {
      kind: 'head';
      id: number;
      status: number;
      statusText: string;
      headers: [string, string][];
      hasBody: boolean;
    }
  | { kind: 'chunk'; id: number; bytes: Uint8Array }
  | { kind: 'end'; id: number }
  | { kind: 'left'; entry: EgressEntry }
  | { kind: 'settled'; entry: EgressEntry }
  /** A token was renewed: its new seal, to be stored. */
  | { kind: 'renewed'; credentialId: string; expiresAt: number | null; sealed: Sealed };

/** As much of an answer is on its way to a reader who has not taken it. */
export const windowBytes = 1024 * 1024;
export const creditBytes = windowBytes / 4;

/** The vault's process as main has it. */
export interface VaultChannel {
  post(message: ToVault): void;
  onMessage(listener: (message: FromVault) => void): void;
  /** Called once, however it ended. */
  onExit(listener: () => void): void;
  /** Ends it; resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts the process. */
export type LaunchVault = () => VaultChannel;
