import type { z } from 'zod';
import type { Api, ApiContext } from '../app.ts';
import { type EndpointName, endpoints } from '../contract.ts';
import type { Caller } from '../wire/access.ts';
import { readJson, readQuery } from '../wire/request.ts';

export const basePath = '/holdfast/v1';

export interface Call<N extends EndpointName> {
  /** A path parameter by name; the router has seen to it that it is there. */
  parameter(name: string): string;
  query: z.output<(typeof endpoints)[N]['query']>;
  body: z.output<(typeof endpoints)[N]['request']>;
  caller: Caller;
  request: Request;
}

type Answer<N extends EndpointName> = z.input<(typeof endpoints)[N]['response']>;

/** Adds one JSON route of the contract: query and body are parsed by its schemas, the answer has its type. */
export function addEndpoint<N extends EndpointName>(
  app: Api,
  name: N,
  handle: (call: Call<N>) => Promise<Answer<N>>,
): void {
  const endpoint: (typeof endpoints)[EndpointName] = endpoints[name];
  app.on(endpoint.method, `${basePath}${endpoint.path}`, async (context) => {
    const query = endpoint.query.parse(readQuery(new URL(context.req.url)));
    const body = endpoint.method === 'POST' ? await readJson(context.req.raw, endpoint.request) : {};
    // the schemas are those of `name`: TypeScript cannot follow the lookup
    const call = { query, body, caller: context.get('caller'), request: context.req.raw } as Omit<
      Call<N>,
      'parameter'
    >;
    return context.json(await handle({ ...call, parameter: (parameter) => parameterOf(context, parameter) }));
  });
}

/** A path parameter of a route that has one of this name. */
export function parameterOf(context: ApiContext, name: string): string {
  return context.req.param(name) ?? '';
}
