import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the browser brought back from the authorization server (RFC 6749, 4.1.2). */
export interface Redirected {
  code: string | null;
  /** RFC 9207. */
  issuer: string | null;
  /** RFC 6749, 4.1.2.1; null: none. */
  error: string | null;
}

export interface Loopback {
  /** `http://127.0.0.1:PORT/callback`. */
  redirectUri: string;
  /** Resolves with the one answer that bears the state; whatever else comes is told that it is not meant, and waited past. */
  answer: Promise<Redirected>;
  /** So many answers came that bore another state. */
  strangers(): number;
  close(): void;
}

const path = '/callback';

/**
 * Takes the redirect of one sign-in on this computer's own address alone (RFC 8252, 7.3): one answer with the right state, once. A page
 * that is open in a browser can send requests here, too; without the state it changes nothing, and ends nothing.
 */
export async function listenForRedirect(state: string): Promise<Loopback> {
  let isOver = false;
  let strangers = 0;
  let resolve: (answer: Redirected) => void = () => {};
  const answer = new Promise<Redirected>((given) => {
    resolve = given;
  });
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000 }, (request, response) => {
    const query = readQuery(request, authority());
    if (query === null) return say(response, 404, words.nothing);
    if (isOver) return say(response, 410, words.over);
    if (!isSame(query.get('state') ?? '', state)) {
      strangers += 1;
      return say(response, 400, words.stranger);
    }
    isOver = true;
    const error = query.get('error');
    say(response, 200, error === null ? words.done : words.denied);
    resolve({ code: query.get('code'), issuer: query.get('iss'), error });
  });
  const authority = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.maxConnections = 16;
  await new Promise<void>((ready, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', ready);
  });
  return {
    redirectUri: `http://${authority()}${path}`,
    answer,
    strangers: () => strangers,
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** Null for anything but a redirect to this very address: a name that leads here is not it. */
function readQuery(
  { method, url = '', headers }: IncomingMessage,
  authority: string,
): URLSearchParams | null {
  if (method !== 'GET' || headers.host !== authority || !URL.canParse(url, 'http://localhost')) return null;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return pathname === path ? searchParams : null;
}

function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const words = {
  done: 'You can close this page and go back to Holdfast.',
  denied: 'Nothing was signed in. You can close this page and go back to Holdfast.',
  stranger: 'This is not the answer that Holdfast waits for. Nothing was signed in.',
  over: 'This sign-in is over already. Nothing was done.',
  nothing: 'There is nothing here.',
} as const;

// nothing of a request is quoted, and nothing is loaded
function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Holdfast</title><body style="font:16px system-ui;margin:20vh auto;max-width:32em;padding:0 1em"><h1 style="font-size:20px">Holdfast</h1><p>${text}</p></body></html>`,
  );
}
