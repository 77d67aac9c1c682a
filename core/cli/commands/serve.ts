import { randomBytes } from 'node:crypto';
import type { AccessToken } from '../../api/index.ts';
import { dataOptions, modelOptions, parseCommand, portFrom, UsageError } from '../arguments.ts';
import { type Listener, listen } from '../listener.ts';
import { modelOption } from '../model-option.ts';
import { openHouse } from '../open.ts';
import type { Terminal } from '../terminal.ts';

const options = {
  ...dataOptions,
  ...modelOptions,
  port: { type: 'string' },
  token: { type: 'string' },
  'client-token': { type: 'string' },
} as const;

/** `holdfast serve`: the API on loopback until SIGTERM. Prints one JSON line `{"url","token","pid"}` when ready. */
export async function serveCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (positionals.length > 0) throw new UsageError(`serve takes no words: ${positionals.join(' ')}`);
  const port = portFrom(values.port);
  const token = values.token ?? randomBytes(24).toString('base64url');
  const tokens: AccessToken[] = [{ token: acceptable(token), scope: 'owner' }];
  const clientToken = values['client-token'];
  if (clientToken !== undefined) tokens.push({ token: acceptable(clientToken), scope: 'client' });
  if (clientToken === token) throw new UsageError('the client token must differ from the owner’s');

  const stopped = new Promise<void>((resolve) => terminal.onStop(resolve));
  const model = await modelOption(values.model, terminal.env);
  const { holdfast } = await openHouse({ dataDir: values['data-dir'], model }, terminal);
  let listener: Listener | null = null;
  try {
    listener = await listen((request, access) => holdfast.fetch(request, access), { port, tokens });
    terminal.out(`${JSON.stringify({ url: listener.url, token, pid: process.pid })}\n`);
    await stopped;
  } finally {
    // together: open event streams end because the house closes
    await Promise.all([listener?.close(), holdfast.close()]);
  }
  return 0;
}

// what can stand in a header
function acceptable(token: string): string {
  if (!/^[\x21-\x7e]{1,512}$/.test(token))
    throw new UsageError('a token is 1 to 512 printable characters without spaces');
  return token;
}
