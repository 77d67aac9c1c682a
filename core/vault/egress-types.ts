import type { Runtime } from '../base/index.ts';
import type { Dialler } from './dial.ts';
import type { Grants } from './grants.ts';
import type { EgressLimits } from './limits.ts';
import type { NetworkWay } from './network-way.ts';
import type { Lookup } from './resolve.ts';
import type { Scanner } from './scan/scanner.ts';
import type { OpenCredential } from './substitute.ts';

/** One request that left, or that was stopped at the door. Holds no secret, no query and no body. */
export interface EgressEntry {
  /** One for each hop. */
  id: string;
  /** RFC 3339. */
  at: string;
  /** `sent`: on its way; then `answered` with a status, or `failed` when the network or a limit broke it off. */
  outcome: 'sent' | 'answered' | 'failed' | 'refused';
  method: string;
  scheme: string;
  host: string;
  port: number;
  path: string;
  /** Of address, headers and body, with placeholders; a streamed body is not counted. */
  bytes_out: number;
  /** Of the answer's body, unpacked. */
  bytes_in: number;
  status: number | null;
  /** Name of the credential that was put in; several are joined by `, `. */
  credential: string | null;
  /** Error code, when it was refused or failed. */
  error: string | null;
  session_id: string | null;
  /** The tool call, or the model request's span. */
  call_id: string | null;
}

/** For whom a request leaves, for the journal, and what is open to it. */
export interface EgressContext {
  sessionId?: string;
  /** A tool call, or the model request's span. */
  callId?: string;
  /** The only doors that are open for these requests; grants of others do not count. */
  only?: readonly EgressDoor[];
}

/** One scheme, host and port that a request may go to. */
export interface EgressDoor {
  scheme: 'http' | 'https';
  /** Normalised. */
  host: string;
  port: number;
  network: 'public' | 'private';
  /** The one credential whose placeholder may be replaced on the way there; absent: none. */
  credential?: string;
  /** Upper case. Absent: all that are sent at all. */
  methods?: readonly string[];
  /** Beginnings of paths, each with its `/`; compared segment by segment. Absent: all. */
  paths?: readonly string[];
}

export type EgressFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A placeholder that was given to one session. */
export interface IssuedPlaceholder {
  sessionId: string;
  /** For the journal. */
  label: string;
  /** At the time of sending; throws `vault_locked`. */
  open(): Promise<OpenCredential>;
}

export interface EgressOptions {
  /** The credential that a grant names, for its placeholder. */
  resolveCredential(name: string): Promise<OpenCredential | undefined>;
  /** The credential behind a placeholder that was given to a session; undefined when nobody was given it. */
  issued?(name: string): IssuedPlaceholder | undefined;
  /** Looks for every stored secret. Absent: for those that were put in so far. */
  scanner?(): Promise<Scanner>;
  runtime: Runtime;
  /** Told before the first byte leaves, and of every refusal. When it fails, nothing leaves. */
  journal?(entry: EgressEntry): void | Promise<void>;
  /** Told when a request that had left is over, however it ended. */
  settled?(entry: EgressEntry): void;
  /** What dials; default: to the checked addresses, never followed redirects, never cookies. */
  dialler?: Dialler;
  /** Default: the system's resolver. */
  lookup?: Lookup;
  limits?: Partial<EgressLimits>;
  way?(): NetworkWay;
}

/** An answer whose body is read as it comes. */
export interface EgressAnswer {
  status: number;
  statusText: string;
  headers: Headers;
  body: { read(): Promise<Uint8Array | null>; cancel(): void } | null;
}

export interface Egress extends Pick<Grants, 'grant' | 'revoke' | 'list'> {
  /**
   * The one way out, with the contract of `fetch`: resolves with a Response whose body streams, rejects with a
   * TypeError when the network fails and with the signal's reason when aborted. Rejects with HoldfastError
   * `egress_refused`, `egress_address_invalid`, `egress_placeholder_misplaced`, `egress_leak`, `egress_busy`,
   * `egress_too_many_redirects`, `egress_response_too_large`, `credential_not_found` or `vault_locked` when it may not
   * leave. `Response.url` is empty.
   */
  fetch: EgressFetch;
  /** The same door, with what is journalled under a session and a call. */
  fetchFor(context: EgressContext): EgressFetch;
  /** Closes the connections of a session. */
  endSession(sessionId: string): Promise<void>;
}
