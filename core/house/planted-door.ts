import { HoldfastError } from '../base/index.ts';
import { alarmEvents, type PlantedSecrets } from '../harness/index.ts';
import type { Log } from '../log/index.ts';
import type { Egress, EgressContext, EgressFetch } from '../vault/index.ts';

type Door = Pick<Egress, 'fetchFor'>;

/**
 * The door as tools and servers use it: a request with a planted secret in its address, headers or body does not come as far as the vault, and is an
 * alarm. The model's own requests take another way, because a conversation that read a planted file repeats it to the model. A streamed body
 * is not looked into: no tool sends one.
 */
export function plantedDoor<D extends Door>(
  door: D,
  { planted, log }: { planted: PlantedSecrets; log: Pick<Log, 'append' | 'read'> },
): D {
  const raise = async ({ sessionId, callId }: EgressContext, host: string, kinds: readonly string[]) => {
    if (sessionId === undefined || !sessionId.startsWith('sesn_')) return;
    const events = (await log.read({ sessionId, order: 'desc' })).reverse();
    const use = events.find(({ event }) => event.id === callId)?.event;
    const alarm = alarmEvents(events, {
      place: 'egress',
      host,
      kinds,
      ...(use?.type === 'agent.tool_use' ? { toolUseId: use.id, tool: use.name } : {}),
    });
    await log.append({ sessionId, events: alarm });
  };
  return {
    ...door,
    fetchFor(context: EgressContext): EgressFetch {
      const go = door.fetchFor(context);
      return async (input, init) => {
        const kinds = planted.kindsIn(await textsOf(input, init));
        if (kinds.length === 0) return go(input, init);
        const address = input instanceof Request ? input.url : String(input);
        await raise(context, URL.canParse(address) ? new URL(address).host : '', kinds);
        throw new HoldfastError('egress_leak', 'It carries a secret that is not the task’s to use.');
      };
    },
  };
}

async function textsOf(input: string | URL | Request, init: RequestInit = {}): Promise<unknown[]> {
  const request = input instanceof Request ? input : null;
  const headers = [...new Headers(init.headers ?? request?.headers ?? {})];
  const address = request ? request.url : String(input);
  return [address, percentDecoded(address), headers, await bodyOf(init.body ?? null, request)];
}

async function bodyOf(body: RequestInit['body'] | null, request: Request | null): Promise<unknown> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return [...body];
  if (body instanceof FormData) return [...body].filter((entry) => typeof entry[1] === 'string');
  if (body === null && request && request.body !== null) return request.clone().text();
  return null;
}

function percentDecoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    // not all of it is an escape; the scanner reads those that are
    return address;
  }
}
