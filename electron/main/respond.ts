import type { RendererFiles } from './renderer-files.ts';
import { apiHeaders, pageHeaders } from './security-headers.ts';

export const windowOrigin = 'holdfast://app';

/** No wider: in development the renderer's own sources are served too, and one of its folders is called `api`. */
const apiPath = /^\/api\/(?:holdfast\/)?v\d+\//;

export interface ResponderOptions {
  files: RendererFiles;
  /** The policy for the renderer's own files. */
  policy: string;
  /** The core's API; its signal is aborted when the window no longer reads the answer. */
  api(request: Request): Promise<Response>;
}

/**
 * Answers every request of the holdfast:// scheme: `/api/v1/…` and `/api/holdfast/v1/…` go to the core without `/api`, everything else
 * is a file of the renderer. Unknown hosts and methods, and requests from another origin, get 404.
 */
export function createResponder(options: ResponderOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const origin = request.headers.get('origin');
    if (url.host !== 'app' || (origin !== null && origin !== windowOrigin)) return notFound();
    if (apiPath.test(url.pathname)) return await answerApi(request, url, options.api);
    if (request.method !== 'GET') return notFound();
    return await answerFile(url, options);
  };
}

async function answerFile(url: URL, options: ResponderOptions): Promise<Response> {
  const file = await options.files(url);
  if (file === null) return notFound();
  const headers = {
    ...pageHeaders(options.policy),
    'content-type': file.contentType,
    'cache-control': 'no-cache',
  };
  return new Response(file.bytes, { headers });
}

async function answerApi(request: Request, url: URL, api: ResponderOptions['api']): Promise<Response> {
  const controller = new AbortController();
  request.signal.addEventListener('abort', () => controller.abort(), { once: true });
  const inner = new Request(windowOrigin + url.pathname.slice('/api'.length) + url.search, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    duplex: 'half',
    signal: controller.signal,
  });
  const response = await api(inner);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(apiHeaders)) headers.set(name, value);
  const body = response.body === null ? null : abortWhenCancelled(response.body, controller);
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * Electron tells nobody that a request was aborted; it only cancels the answer's body. That is turned into the abort
 * the core waits for, so that a closed window or EventSource ends its subscription. Nothing is buffered.
 */
function abortWhenCancelled(
  body: ReadableStream<Uint8Array>,
  controller: AbortController,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(sink) {
        const { done, value } = await reader.read();
        if (done) sink.close();
        else sink.enqueue(value);
      },
      async cancel(reason) {
        controller.abort(reason);
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

const notFound = () =>
  new Response('Not found', { status: 404, headers: { ...apiHeaders, 'content-type': 'text/plain' } });
