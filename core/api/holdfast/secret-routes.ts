import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Secrets at large: what was taken out of outputs, its value for the owner's eyes, and where it is switched off. */
export function addSecretRoutes(app: Api, { secrets }: ApiDeps): void {
  addEndpoint(app, 'listSecrets', async ({ caller }) => {
    requireOwner(caller, 'see what looks like a secret');
    return { data: await secrets.list() };
  });
  addEndpoint(app, 'revealSecret', async ({ caller, parameter }) => {
    requireOwner(caller, 'see a secret');
    const number = numberOf(parameter('number'));
    return { number, value: await secrets.reveal(number) };
  });
  addEndpoint(app, 'setSecretHarmless', async ({ caller, parameter, body }) => {
    requireOwner(caller, 'say what is a secret');
    await secrets.setHarmless(numberOf(parameter('number')), body.is_harmless);
    return { ok: true };
  });
  addEndpoint(app, 'getRedaction', async ({ caller }) => {
    requireOwner(caller, 'see where secrets are left in');
    return secrets.switches();
  });
  addEndpoint(app, 'setRedaction', async ({ caller, body }) => {
    requireOwner(caller, 'leave secrets in');
    await secrets.setSwitches(body);
    return secrets.switches();
  });
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new HoldfastError('not_found', `no secret #${text}`);
  return Number(text);
}
