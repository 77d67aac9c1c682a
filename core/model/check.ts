import { ModelError } from './model-error.ts';
import type { ModelCheck, ModelProvider } from './types.ts';

/** Asks for one token of an answer to one word, and says in the owner's words how that went. Never throws. */
export async function checkByRequest(
  stream: ModelProvider['stream'],
  model: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelCheck> {
  const request = {
    model,
    maxTokens: 1,
    system: [],
    tools: [],
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }],
  };
  try {
    for await (const event of stream(request, signal)) {
      // one event of an answer proves address, key and model
      if (event.type !== 'message_start') break;
    }
    return { state: 'ready', message: `${model} answers.` };
  } catch (error) {
    if (error instanceof ModelError) return describe(error, model);
    return {
      state: 'no_network',
      message: `The check failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function describe(error: ModelError, model: string): ModelCheck {
  switch (error.code) {
    case 'model_auth':
      return { state: 'wrong_key', message: `The server refused the key. ${error.message}` };
    case 'model_billing':
      return {
        state: 'wrong_key',
        message: `The key is known, but its account cannot pay. ${error.message}`,
      };
    case 'model_unknown':
      return { state: 'unknown_model', message: `The server does not know “${model}”. ${error.message}` };
    case 'model_rate_limited':
    case 'model_overloaded':
      return { state: 'ready', message: `The server knows the key, but is busy right now. ${error.message}` };
    case 'vault_locked':
      return { state: 'failed', message: error.message };
    case 'model_cut_stream':
      return {
        state: 'no_network',
        message: `Something answers there, but not a Messages API. ${error.message}`,
      };
    default:
      return { state: 'no_network', message: error.message };
  }
}
