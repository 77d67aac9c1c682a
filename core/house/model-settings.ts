import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { ModelsPort } from '../api/index.ts';
import { HoldfastError, type Runtime } from '../base/index.ts';
import {
  createAnthropicProvider,
  createRehearsalProvider,
  demoScript,
  type ModelProvider,
  type RehearsalScript,
} from '../model/index.ts';
import type { Egress, Vault } from '../vault/index.ts';

type ModelStatus = Awaited<ReturnType<ModelsPort['set']>>;

const storedModel = z.object({
  provider: z.enum(['none', 'rehearsal', 'anthropic', 'compatible']),
  model: z.string().nullable(),
  base_url: z.string().nullable(),
  check: z.object({ state: z.string(), message: z.string(), checked_at: z.string() }).nullable(),
});
type StoredModel = z.infer<typeof storedModel>;

/** A model given on the command line, in place of the owner's settings. The key stays in memory. */
export type ModelOverride =
  | { provider: 'rehearsal'; script: RehearsalScript }
  | { provider: 'anthropic'; baseUrl: string; apiKey: string | null; model: string }
  /** An embedder's own. */
  | { provider: 'given'; model: ModelProvider };

export interface CurrentModel {
  provider: ModelProvider;
  model: string;
  maxTokens: number;
}

export interface ModelSettings {
  port: Omit<ModelsPort, 'fallback' | 'setFallback'>;
  status(): Promise<ModelStatus>;
  /** The provider to ask now; null when none is set up. */
  current(): Promise<CurrentModel | null>;
  /** What the owner said a model can read and write at once; undefined: the usual window. */
  windowOf(model: string): Promise<number | undefined>;
  /** True until a provider was chosen once. */
  isFirstRun(): Promise<boolean>;
  /** A real request failed or succeeded: what the owner is shown follows. */
  report(state: 'ready' | 'wrong_key' | 'no_network' | 'unknown_model', message: string): Promise<void>;
}

const modelWindows = z.record(z.string(), z.number());
const credential = 'model';
const officialUrl = 'https://api.anthropic.com';
const usualModel = 'claude-sonnet-5-5';
const maxTokens = 8192;
const unset: StoredModel = { provider: 'none', model: null, base_url: null, check: null };

export interface ModelSettingsOptions {
  agents: Agents;
  vault: Vault;
  egress: Egress;
  runtime: Runtime;
  override: ModelOverride | null;
}

/** The owner's choice of a model: settings, key, check, and the provider made of them. */
export function createModelSettings({
  agents,
  vault,
  egress,
  runtime,
  override,
}: ModelSettingsOptions): ModelSettings {
  let cached: { key: string; current: CurrentModel } | null = null;
  let grantId: string | null = null;

  const stored = async (): Promise<StoredModel> =>
    storedModel.catch(unset).parse(await agents.getSetting({ key: 'model' }));

  const effective = async (): Promise<StoredModel> => {
    if (!override) return stored();
    if (override.provider !== 'anthropic') return { ...unset, provider: 'rehearsal', model: 'rehearsal' };
    return { provider: 'anthropic', model: override.model, base_url: override.baseUrl, check: null };
  };

  const hasKey = async () => {
    await overriding;
    return vault.has(credential);
  };

  const statusOf = async (settings: StoredModel): Promise<ModelStatus> => {
    const state =
      settings.provider === 'none'
        ? 'not_set'
        : settings.provider === 'rehearsal'
          ? 'ready'
          : (settings.check?.state ?? 'unchecked');
    return {
      provider: settings.provider,
      model: settings.model,
      base_url: settings.base_url,
      has_key: await hasKey(),
      state: state as ModelStatus['state'],
      message:
        state === 'ready'
          ? ''
          : settings.provider === 'none'
            ? 'No model is set up yet.'
            : (settings.check?.message ?? ''),
      checked_at: settings.check?.checked_at ?? null,
    };
  };

  const makeProvider = async (settings: StoredModel): Promise<CurrentModel | null> => {
    if (settings.provider === 'none') return null;
    if (override?.provider === 'given') return { provider: override.model, model: 'rehearsal', maxTokens };
    if (settings.provider === 'rehearsal') {
      const script = override?.provider === 'rehearsal' ? override.script : demoScript();
      return { provider: createRehearsalProvider({ script, runtime }), model: 'rehearsal', maxTokens };
    }
    const baseUrl = settings.base_url ?? officialUrl;
    const model = settings.model ?? usualModel;
    const withKey = await hasKey();
    openDoor(baseUrl, withKey);
    const provider = createAnthropicProvider({
      baseUrl,
      model,
      fetch: egress.fetch,
      fetchFor: egress.fetchFor,
      runtime,
      ...(withKey ? { credential } : {}),
      ...(baseUrl === officialUrl ? {} : { keyHeader: 'x-api-key' as const }),
    });
    return { provider, model, maxTokens };
  };

  // choosing an endpoint makes a visible grant for exactly that host and port
  const openDoor = (baseUrl: string, withKey: boolean) => {
    const url = new URL(baseUrl);
    const scheme = url.protocol === 'https:' ? 'https' : 'http';
    if (grantId !== null) egress.revoke(grantId);
    const grant = egress.grant({
      scheme,
      host: url.hostname,
      port: Number(url.port || (scheme === 'https' ? 443 : 80)),
      reason: 'The model you chose in Settings.',
      placeholdersInBody: 'pass',
      ...(withKey ? { credential } : {}),
    });
    grantId = grant.id;
  };

  // held in memory only, so that it never takes the place of the key the owner stored
  const overriding =
    override?.provider === 'anthropic' && override.apiKey !== null
      ? vault.hold(credential, override.apiKey, [hostEntry(override.baseUrl)])
      : null;
  // whoever asks for the key waits for it, and hears of it
  overriding?.catch(() => {});

  const current = async (): Promise<CurrentModel | null> => {
    const settings = await effective();
    const key = JSON.stringify([settings.provider, settings.model, settings.base_url, await hasKey()]);
    if (cached?.key === key) return cached.current;
    const made = await makeProvider(settings);
    cached = made ? { key, current: made } : null;
    return made;
  };

  const windows = async () =>
    modelWindows.catch({}).parse((await agents.getSetting({ key: 'model_windows' })) ?? {});

  const save = async (settings: StoredModel) => {
    if (!override) await agents.putSetting({ key: 'model', value: settings });
    cached = null;
  };

  const check = async (): Promise<ModelStatus> => {
    const settings = await effective();
    const chosen = await current();
    if (!chosen) return statusOf(settings);
    const result = await chosen.provider.check();
    const checked = {
      ...settings,
      check: { ...result, checked_at: new Date(runtime.clock.now()).toISOString() },
    };
    await save(checked);
    return statusOf(checked);
  };

  return {
    current,
    windowOf: async (model) => (await windows())[model],
    status: async () => statusOf(await effective()),
    isFirstRun: async () => !override && (await agents.getSetting({ key: 'model' })) === null,
    async report(state, message) {
      const settings = await effective();
      if (
        override ||
        settings.provider === 'rehearsal' ||
        settings.provider === 'none' ||
        settings.check?.state === state
      )
        return;
      await save({
        ...settings,
        check: { state, message, checked_at: new Date(runtime.clock.now()).toISOString() },
      });
    },
    port: {
      async set(wanted) {
        if (override) throw new HoldfastError('conflict', 'the model was chosen on the command line');
        if (wanted.provider === 'compatible' && !wanted.base_url)
          throw new HoldfastError('invalid_request', 'base_url: a compatible endpoint needs its address');
        const before = await stored();
        const baseUrl =
          wanted.provider === 'anthropic'
            ? (wanted.base_url ?? officialUrl)
            : wanted.provider === 'compatible'
              ? (wanted.base_url ?? null)
              : null;
        const model =
          wanted.model ??
          (wanted.provider === before.provider ? before.model : null) ??
          (wanted.provider === 'anthropic' ? usualModel : null);
        if (wanted.provider === 'compatible' && model === null)
          throw new HoldfastError('invalid_request', 'model: name the model the endpoint serves');
        // a key belongs to the host it was entered for and to no other
        if (wanted.api_key && baseUrl) await vault.put(credential, wanted.api_key, [hostEntry(baseUrl)]);
        else if (baseUrl !== before.base_url && before.base_url !== null) await vault.remove(credential);
        const settings: StoredModel = {
          provider: wanted.provider,
          model: wanted.provider === 'rehearsal' ? 'rehearsal' : model,
          base_url: baseUrl,
          check: null,
        };
        await save(settings);
        if (wanted.window_tokens !== undefined && settings.model !== null) {
          const value = { ...(await windows()), [settings.model]: wanted.window_tokens };
          await agents.putSetting({ key: 'model_windows', value });
        }
        return statusOf(settings);
      },
      check,
      async removeKey() {
        await vault.remove(credential);
        const settings = await stored();
        await save({ ...settings, check: null });
        return statusOf(settings);
      },
      async list() {
        const { model } = await effective();
        return model === null ? [] : [{ id: model, display_name: model }];
      },
    },
  };
}

function hostEntry(baseUrl: string): string {
  const url = new URL(baseUrl);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return url.protocol === 'https:' && port === '443' ? url.hostname : `${url.hostname}:${port}`;
}
