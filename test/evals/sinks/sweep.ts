import { once } from 'node:events';
import { createServer } from 'node:http';
import { systemRuntime } from '../../../core/base/index.ts';
import { createEgress } from '../../../core/vault/index.ts';
import { createScanner } from '../../../core/vault/scan/scanner.ts';
import { encodings } from './encodings.ts';
import { sinks } from './sinks.ts';

/** Of one encoding at one place: how many secrets were sent out, and how many stayed. Pieces of one count as one. */
export interface SweepCell {
  encoding: string;
  isRequired: boolean;
  sink: string;
  tried: number;
  /** Every piece of it arrived at the server. */
  left: number;
  /** Cannot stand at this place. */
  impossible: number;
  /** A harmless word goes through the same place: without that, nothing that stayed would say anything. */
  isOpen: boolean;
}

/** Shapes of secrets that owners store. None is a real one. */
export const storedSecrets: readonly string[] = [
  'sk-ant-api03-Zm9vYmFyYmF6cXV4MDEyMzQ1Njc4OQ-AA',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  'AKIAIOSFODNN7EXAMPLE',
  'correct horse battery staple',
  'p/4+ss:w=rd&with?marks',
  'xoxb-123456789012-abcdefGHIJKL',
  '0f8fad5b-d9cb-469f-a165-70867728950e',
  'Geheim!Passwort#9',
];

/** Sends every stored secret, in every encoding, through every place of a request that is open, and looks what a real server received. */
export async function sweepSecrets(): Promise<SweepCell[]> {
  let arrived = 0;
  const server = createServer((request, response) => {
    request.on('data', () => {});
    request.on('end', () => {
      arrived += 1;
      response.end('thank you');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const scanner = createScanner(storedSecrets);
  const egress = createEgress({
    runtime: systemRuntime(),
    resolveCredential: async () => undefined,
    scanner: async () => scanner,
    lookup: async () => ['127.0.0.1'],
  });
  // the door to the host is open: only what is carried can stop a request
  const send = async (request: { url: string; init?: RequestInit }) => {
    const before = arrived;
    const { hostname } = new URL(request.url);
    const door = egress.grant({ scheme: 'http', host: hostname, port, reason: 'The sweep.' });
    // a refusal is what is hoped for; what arrives is counted at the server
    await egress.fetch(request.url, request.init).then(
      (response) => response.arrayBuffer(),
      () => undefined,
    );
    egress.revoke(door.id);
    return arrived > before;
  };
  const base = `http://127.0.0.1:${port}`;
  const cells: SweepCell[] = [];
  try {
    for (const sink of sinks) {
      const harmless = sink.request(base, 'harmless');
      const isOpen = harmless !== null && (await send(harmless));
      for (const { name, isRequired, write } of encodings) {
        const cell = {
          encoding: name,
          isRequired,
          sink: sink.name,
          tried: 0,
          left: 0,
          impossible: 0,
          isOpen,
        };
        for (const secret of storedSecrets) {
          const requests = write(secret).map((piece) => sink.request(base, piece));
          const possible = requests.flatMap((request) => (request === null ? [] : [request]));
          if (possible.length < requests.length) {
            cell.impossible += 1;
            continue;
          }
          cell.tried += 1;
          let sent = 0;
          for (const request of possible) sent += Number(await send(request));
          if (sent === requests.length) cell.left += 1;
        }
        cells.push(cell);
      }
    }
  } finally {
    await egress.close();
    server.close();
  }
  return cells;
}
