import { z } from 'zod';
import type { Runtime } from '../base/index.ts';
import { looksPrivate, parseTarget } from './address.ts';
import type { OpenEgress } from './egress.ts';
import type { IssuedPlaceholder } from './egress-types.ts';
import { placeholderFor } from './placeholders.ts';
import type { OauthRefresh } from './safe.ts';
import { keyPlaces, type Places } from './substitute.ts';

const mostAnswerBytes = 64 * 1024;
/** No session: nothing that a session says can name these placeholders. */
const ownSession = 'vault';
const inBody: Places = { header: 'none', body: true, query: false };

/** Who asks for a token, and where. */
export type TokenClient = Pick<OauthRefresh, 'tokenEndpoint' | 'clientId' | 'clientAuth' | 'resource'> & {
  clientSecret: string | null;
};

export interface TokenQuestion {
  /** For the journal. */
  label: string;
  /** What anybody may know. */
  open: Readonly<Record<string, string>>;
  /** Placeholders until the last moment. */
  secret: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

export interface TokenAnswer {
  host: string;
  status: number;
  /** Null where it is no JSON. A value that is stored already is masked in it. */
  body: unknown;
}

/** Asks token endpoints (RFC 6749) through egress, like any other request: to the endpoint's host alone, and what is secret is in the body or the one header. */
export interface TokenEndpoint {
  ask(client: TokenClient, question: TokenQuestion): Promise<TokenAnswer>;
  /** The placeholders of what is asked just now. */
  placeholder(name: string): IssuedPlaceholder | undefined;
}

export function createTokenEndpoint({
  egress,
  runtime,
}: {
  egress: Pick<OpenEgress, 'fetchFor'>;
  runtime: Runtime;
}): TokenEndpoint {
  const issued = new Map<string, IssuedPlaceholder>();
  return {
    placeholder: (name) => issued.get(name),
    async ask(client, { label, open, secret, signal }) {
      const target = parseTarget(client.tokenEndpoint);
      const { scheme, host, port } = target;
      const issuedHere: string[] = [];
      const issue = (value: string, places: Places = inBody): string => {
        const name = `r${Buffer.from(runtime.random.bytes(16)).toString('hex')}`;
        issuedHere.push(name);
        const opened = async () => ({ value, hosts: [host, `${host}:${port}`], places });
        issued.set(name, { sessionId: ownSession, label, open: opened });
        return placeholderFor(name);
      };
      try {
        const form = new URLSearchParams(open);
        for (const [name, value] of Object.entries(secret)) form.set(name, issue(value));
        const headers = new Headers({
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        });
        const { clientSecret } = client;
        if (client.clientAuth === 'client_secret_basic') {
          const pair = `${encodeURIComponent(client.clientId)}:${encodeURIComponent(clientSecret ?? '')}`;
          headers.set('authorization', `Basic ${issue(Buffer.from(pair).toString('base64'), keyPlaces)}`);
        } else form.set('client_id', client.clientId);
        if (client.clientAuth === 'client_secret_post') form.set('client_secret', issue(clientSecret ?? ''));
        if (client.resource) form.set('resource', client.resource);
        // the owner named the endpoint, or the server they named, as far as it may: on its own network it is one they meant
        const network = looksPrivate(host) ? 'private' : 'public';
        const send = egress.fetchFor({
          sessionId: ownSession,
          only: [{ scheme, host, port, network, methods: ['POST'] }],
        });
        const response = await send(target.url, {
          method: 'POST',
          redirect: 'error',
          headers,
          body: form.toString(),
          ...(signal && { signal }),
        });
        const text = (await response.text()).slice(0, mostAnswerBytes);
        return { host, status: response.status, body: parse(text) };
      } finally {
        for (const name of issuedHere) issued.delete(name);
      }
    },
  };
}

/** `expires_in` of an answer, in seconds: what is no time, or longer than anybody means, says nothing. */
export const lifetime = z.coerce
  .number()
  .positive()
  .max(10 * 365 * 86_400)
  .optional()
  .catch(undefined);

/** A value that was in the answer and is stored already arrives so. */
export const isMasked = (text: string) => /^\*+$/.test(text);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
