import { Anthropic } from '@anthropic-ai/sdk';
import { Stream } from '@anthropic-ai/sdk/core/streaming';
import type { Runtime } from '../base/index.ts';
import { placeholderFor } from '../vault/index.ts';
import { toModelError } from './anthropic-errors.ts';
import { toAnthropicBody } from './anthropic-request.ts';
import { createAssembler, cutStream } from './assemble.ts';
import { checkByRequest } from './check.ts';
import { failureToError } from './failures.ts';
import type { Fetch, ModelProvider, ModelRequest, ModelStreamEvent, RequestSender } from './types.ts';
import { defaultModelLimits, type ModelLimits, watchedFetch } from './watched-fetch.ts';
import { readWireEvent } from './wire.ts';

export interface AnthropicProviderOptions {
  /** Root of the endpoint without `/v1`, e.g. `https://api.anthropic.com` or `http://127.0.0.1:11434`. */
  baseUrl: string;
  /** Model that `check` asks for. */
  model: string;
  /** Name of the vault's credential; its placeholder is sent and egress puts the value in. Absent: no key is sent. */
  credential?: string;
  /** Where the placeholder goes. The official endpoint takes either; some compatible ones know only `x-api-key`. */
  keyHeader?: 'authorization' | 'x-api-key';
  /** `egress.fetch`: the only way out. */
  fetch: Fetch;
  /** The same, journalled for whom it is sent. */
  fetchFor?: (sender: RequestSender) => Fetch;
  runtime: Runtime;
  limits?: Partial<ModelLimits>;
  /** Off for endpoints that refuse `cache_control`. Default on. */
  caching?: boolean;
}

const keepAliveGraceMs = 100;
/** Why what belongs to a request is let go of; one for all, since making an error costs more than the rest of it. */
const isOver = new Error('the answer is over');

/**
 * A provider for anything that speaks the Messages API: Anthropic, and local servers such as Ollama and LM Studio.
 * The SDK builds the request and splits the event stream; what the events mean is read here, because endpoints leave
 * out more than the SDK's types admit. Environment variables of the SDK are not consulted for keys or addresses.
 */
export function createAnthropicProvider(options: AnthropicProviderOptions): ModelProvider {
  const { runtime, caching = true } = options;
  const limits = { ...defaultModelLimits, ...options.limits };
  const client = createClient(options, limits);
  const clientFor = ({ sender }: ModelRequest) =>
    sender && options.fetchFor
      ? client.withOptions({ fetch: watchedFetch(options.fetchFor(sender), limits, runtime.clock) })
      : client;

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelStreamEvent> {
    const closing = new AbortController();
    const either = AbortSignal.any([signal, closing.signal]);
    const assembler = createAssembler((prefix) => runtime.ids.next(prefix));
    let isRead = false;
    try {
      const response = await clientFor(request)
        .messages.create(toAnthropicBody(request, caching), { signal: either })
        .asResponse();
      const frames = Stream.rawEvents(response, closing);
      for await (const { event: name, data } of frames) {
        const event = readWireEvent(name, parse(data));
        if (!event) continue;
        if (event.type === 'error') {
          const { type, message } = event.error ?? {};
          const failure = { type: type ?? undefined, message: message || 'The server reported an error.' };
          throw failureToError({ ...failure, headers: response.headers }, runtime.clock.now());
        }
        yield* assembler.take(event);
        if (assembler.isComplete()) {
          // read to the end, so that the connection can be used again; a server that keeps it open is not waited for
          const waiting = new AbortController();
          const end = await Promise.race([
            frames.next(),
            runtime.clock.sleep(keepAliveGraceMs, waiting.signal),
          ]);
          waiting.abort(isOver);
          isRead = end?.done === true;
          return;
        }
      }
    } catch (error) {
      throw toModelError(error, { signal, assembler, nowMs: runtime.clock.now() });
    } finally {
      if (!isRead) closing.abort(isOver);
    }
    throw signal.aborted
      ? toModelError(signal.reason, { signal, assembler, nowMs: 0 })
      : cutStream(assembler);
  }

  return {
    name: 'anthropic',
    stream,
    async countTokens(request, signal) {
      const { stream: _stream, max_tokens: _maxTokens, ...body } = toAnthropicBody(request, caching);
      try {
        const counted = await clientFor(request).messages.countTokens(body, { signal });
        return counted.input_tokens;
      } catch (error) {
        throw toModelError(error, { signal, nowMs: runtime.clock.now() });
      }
    },
    check: (signal) => checkByRequest(stream, options.model, signal),
  };
}

function createClient(options: AnthropicProviderOptions, limits: ModelLimits): Anthropic {
  const { credential, keyHeader = 'authorization' } = options;
  const placeholder = credential === undefined ? 'none' : placeholderFor(credential);
  const isBearer = credential !== undefined && keyHeader === 'authorization';
  return new Anthropic({
    baseURL: options.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, ''),
    // always given, so that the SDK never looks for a key of its own in the environment or the home folder
    apiKey: placeholder,
    authToken: null,
    webhookKey: null,
    defaultHeaders: {
      ...(!isBearer && { Authorization: null }),
      ...(credential !== undefined && keyHeader === 'x-api-key' && { 'x-api-key': placeholder }),
    },
    fetch: watchedFetch(options.fetch, limits, options.runtime.clock),
    // watchedFetch decides; the SDK's own timer must not come first
    timeout: limits.connectMs + 60_000,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
  });
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
