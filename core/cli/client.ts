import {
  type EndpointName,
  endpoints,
  errorEnvelopeSchema,
  type QueryOf,
  type RequestOf,
  type ResponseOf,
} from '../api/contract.ts';

/** The API refused, in the owner's words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface CallOptions<N extends EndpointName> {
  parameters?: Record<string, string>;
  query?: QueryOf<N>;
  body?: RequestOf<N>;
}

export interface Frame {
  event: string;
  data: unknown;
}

/** The command line is a client of the API like any other, only in the same process. */
export interface ApiClient {
  call<N extends EndpointName>(name: N, options?: CallOptions<N>): Promise<ResponseOf<N>>;
  /** The body of a GET below /holdfast/v1 that is not JSON, as it comes. Rejects with the first piece where it is refused. */
  pieces(path: string): AsyncGenerator<string>;
  /** Sends a body that is not JSON. */
  send<T>(path: string, body: AsyncIterable<Uint8Array>, schema: { parse(value: unknown): T }): Promise<T>;
  /** Frames of an event stream, until `signal` aborts. */
  frames(path: string, signal: AbortSignal): AsyncGenerator<Frame>;
}

const base = 'http://holdfast.local/holdfast/v1';

export function createApiClient(fetchApi: (request: Request) => Promise<Response>): ApiClient {
  async function answerTo(request: Request): Promise<Response> {
    const response = await fetchApi(request);
    if (response.ok) return response;
    const envelope = errorEnvelopeSchema.parse(await response.json());
    const { code = envelope.error.type, message, next_step: next } = envelope.error;
    throw new ApiError(code, next ? `${message} ${next}` : message);
  }

  return {
    async call<N extends EndpointName>(name: N, options: CallOptions<N> = {}): Promise<ResponseOf<N>> {
      const endpoint = endpoints[name];
      const url = new URL(`${base}${fill(endpoint.path, options.parameters ?? {})}`);
      for (const [key, value] of Object.entries(options.query ?? {})) {
        if (value !== undefined) url.searchParams.set(key, String(value));
      }
      const init = endpoint.method === 'POST' ? { body: JSON.stringify(options.body ?? {}) } : {};
      const response = await answerTo(new Request(url, { method: endpoint.method, ...init }));
      // parsed by the schema of `name`: TypeScript cannot follow the lookup
      return endpoint.response.parse(await response.json()) as ResponseOf<N>;
    },
    async *pieces(path) {
      const { body } = await answerTo(new Request(`${base}${path}`));
      const decoder = new TextDecoder();
      for await (const chunk of body ?? []) yield decoder.decode(chunk, { stream: true });
    },
    async send(path, body, schema) {
      const stream = ReadableStream.from(body);
      const request = new Request(`${base}${path}`, { method: 'POST', body: stream, duplex: 'half' });
      return schema.parse(await (await answerTo(request)).json());
    },
    async *frames(path, signal) {
      const response = await answerTo(new Request(`${base}${path}`, { signal }));
      if (response.body !== null) yield* parseFrames(response.body);
    },
  };
}

function fill(path: string, parameters: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

async function* parseFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const event = lines.find((line) => line.startsWith('event: '))?.slice(7);
      const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
      if (event !== undefined && data.length > 0) yield { event, data: JSON.parse(data.join('\n')) };
    }
  }
}
