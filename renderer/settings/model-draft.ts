import type { ModelSettings, ModelStatus } from '../api/index.ts';

export type Provider = 'rehearsal' | 'anthropic' | 'compatible';

/** What the owner is typing about the model, before it is saved. */
export interface ModelDraft {
  provider: Provider;
  model: string;
  baseUrl: string;
  apiKey: string;
}

export const localPresets = { ollama: 'http://localhost:11434', lmStudio: 'http://localhost:1234' } as const;
export type Preset = keyof typeof localPresets | 'other';

const defaultModel = 'claude-sonnet-5-5';

/** The form as it opens: from what is set, or empty with what most people want. */
export function draftOf(status: ModelStatus, provider: Provider): ModelDraft {
  const isSame = status.provider === provider;
  const fallback = provider === 'anthropic' ? defaultModel : '';
  return {
    provider,
    model: (isSame ? status.model : null) ?? fallback,
    baseUrl: (isSame ? status.base_url : null) ?? (provider === 'compatible' ? localPresets.ollama : ''),
    apiKey: '',
  };
}

/** What is sent; only what the provider needs. */
export function requestOf(draft: ModelDraft): ModelSettings {
  if (draft.provider === 'rehearsal') return { provider: 'rehearsal' };
  return {
    provider: draft.provider,
    model: draft.model.trim(),
    ...(draft.provider === 'compatible' ? { base_url: draft.baseUrl.trim() } : {}),
    ...(draft.apiKey.trim() ? { api_key: draft.apiKey.trim() } : {}),
  };
}

export function presetOf(baseUrl: string): Preset {
  const trimmed = baseUrl.trim().replace(/\/$/, '');
  if (trimmed === localPresets.ollama) return 'ollama';
  return trimmed === localPresets.lmStudio ? 'lmStudio' : 'other';
}

export function isAddress(text: string): boolean {
  return URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol);
}

/** True when the address is this machine, so that nothing leaves it. */
export function isLocalAddress(text: string): boolean {
  if (!isAddress(text)) return false;
  const { hostname } = new URL(text.trim());
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\./.test(hostname)
  );
}
