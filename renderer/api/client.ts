import { z } from 'zod';
import {
  type EndpointName,
  endpoints,
  errorEnvelopeSchema,
  type QueryOf,
  type RequestOf,
  type ResponseOf,
} from '../../core/api/contract.ts';

/** Below it stands every route of the contract; same origin, always. */
export const apiBase = '/api/holdfast/v1';

/** What went wrong, in words for the owner. `code` is Holdfast's stable code; `unreachable`: no answer at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
  readonly nextStep: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(input: {
    code: string;
    status: number;
    sentence: string;
    nextStep?: string;
    details?: Record<string, unknown>;
  }) {
    super(input.sentence);
    this.name = 'ApiError';
    this.code = input.code;
    this.status = input.status;
    this.sentence = input.sentence;
    this.nextStep = input.nextStep ?? '';
    this.details = input.details ?? {};
  }
}

type ParamNames<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

export type ParamsOf<N extends EndpointName> = ParamNames<(typeof endpoints)[N]['path']>;

/** What a call of endpoint `N` takes: `params` fill the `:names` of its path. */
export interface CallInput<N extends EndpointName> {
  params?: Readonly<Record<ParamsOf<N>, string>>;
  query?: QueryOf<N>;
  body?: RequestOf<N>;
  signal?: AbortSignal;
}

/** The contract's table, said so that the compiler knows which answer belongs to which name. */
const table: {
  readonly [N in EndpointName]: { method: string; path: string; response: z.ZodType<ResponseOf<N>> };
} = endpoints;

/** Calls one JSON route and parses its answer. Throws ApiError, and AbortError when `signal` fires. */
export async function call<N extends EndpointName>(
  name: N,
  input: CallInput<N> = {},
): Promise<ResponseOf<N>> {
  const endpoint = table[name];
  const init: RequestInit = { method: endpoint.method, signal: input.signal ?? null };
  if (endpoint.method === 'POST') {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(input.body ?? {});
  }
  const response = await request(addressOf(endpoint.path, input.params ?? {}, input.query ?? {}), init);
  return parseWith(endpoint.response, await response.json(), name);
}

/** Sends raw bytes (uploads, workspace files) and parses the answer by `schema`. */
export async function sendBytes<T>(path: string, body: Blob, schema: z.ZodType<T>): Promise<T> {
  const headers = { 'content-type': body.type || 'application/octet-stream' };
  const response = await request(`${apiBase}${path}`, { method: 'POST', body, headers });
  return parseWith(schema, await response.json(), path);
}

/** Fetches; an answer that is not 2xx becomes an ApiError. For streams and downloads. */
export async function request(address: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({ code: 'unreachable', status: 0, sentence: 'unreachable' });
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

export function addressOf(path: string, params: Readonly<Record<string, string>>, query: object): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const suffix = search.size > 0 ? `?${search}` : '';
  return `${apiBase}${filled}${suffix}`;
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = `${what}: ${z.prettifyError(parsed.error)}`;
  throw new ApiError({ code: 'unexpected_answer', status: 200, sentence: problem, details: { problem } });
}

async function errorOf(response: Response): Promise<ApiError> {
  const parsed = errorEnvelopeSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    return new ApiError({ code: 'internal', status: response.status, sentence: `HTTP ${response.status}` });
  }
  const { message, code = 'internal', next_step, details } = parsed.data.error;
  return new ApiError({
    code,
    status: response.status,
    sentence: message,
    ...(next_step === undefined ? {} : { nextStep: next_step }),
    ...(details === undefined ? {} : { details }),
  });
}
