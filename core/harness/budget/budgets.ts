import type { Runtime } from '../../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../../db/index.ts';
import type { NewEvent, RequestPurpose } from '../../events/index.ts';
import { requireValid } from '../../log/index.ts';
import { isModelError, type ModelProvider, type ModelRequest } from '../../model/index.ts';
import { type BackgroundBudget, createBackgroundBudget } from './background.ts';
import type { Reached, ScopeFigures, Spent } from './figures.ts';
import { type CallsFit, stillReached } from './fit.ts';
import type { SessionReport } from './read-figures.ts';
import {
  type BudgetSettings,
  budgetSettingsSchema,
  parseBudgetSettings,
  priceOf,
  sharedOf,
  startOfDay,
} from './settings.ts';
import { measureRequest } from './size.ts';
import type { BudgetStore, Committed, Reserved } from './store.ts';

/** A request that wants to be sent, with everything that is weighed. */
export interface RequestToWeigh {
  sessionId: string;
  leaseToken: number;
  spanId: string;
  purpose: RequestPurpose;
  provider: ModelProvider;
  /** `maxTokens` is what the model may answer with, when there is room. */
  request: ModelRequest;
  /** Committed in front of the request's start. */
  before: readonly NewEvent[];
  signal: AbortSignal;
  /** False: answer `uncounted` where the model's server would have to be asked for the size. */
  mayCount?: boolean;
}

export type ReservedRequest =
  | (Extract<Reserved, { kind: 'reserved' }> & { inputTokens: number })
  | { kind: 'refused'; by: Reached[] }
  | { kind: 'uncounted' };

/** What sessions may spend, and what they spent. Limits and spending live in the log; prices and shared limits in the settings. */
export interface Budgets {
  /** Weighs a request and commits its start with its reservation, or commits nothing and names the limits in the way. */
  reserve(request: RequestToWeigh): Promise<ReservedRequest>;
  /** Appends events unless intents among them go beyond a limit. */
  commit(input: { sessionId: string; leaseToken: number; events: readonly NewEvent[] }): Promise<Committed>;
  /** Whether a call whose intent is in the log may begin: time passes, and the owner's yes commits an intent unasked. */
  mayStart(sessionId: string, toolUseId: string): Promise<CallsFit>;
  /** The scopes that bound a session; with `all` also those without limits. */
  figures(sessionId: string, all?: boolean): Promise<ScopeFigures[]>;
  /** Which of the limits that stopped a session still would. */
  stillReached(sessionId: string, reached: readonly Reached[]): Promise<Reached[]>;
  /** Limits and spending of sessions, by id. */
  report(sessionIds: readonly string[]): Promise<Record<string, SessionReport>>;
  /** What all sessions, those of an agent, or those in the background spent. */
  spending(scope: { period: 'day' | 'total'; agentId?: string; background?: boolean }): Promise<Spent>;
  settings(): Promise<BudgetSettings>;
  /** Replaces what is named. */
  change(patch: Partial<BudgetSettings>): Promise<BudgetSettings>;
  /** Work that belongs to no session. */
  background: BackgroundBudget;
  /** Builds the projection where it was never built, or by an older version. Called once at the start. */
  ensureBuilt(): Promise<boolean>;
  /** Builds the projection anew from the log. */
  rebuild(): Promise<void>;
}

/** Where the settings are kept; `Agents` of core/agents is one. */
export interface SettingsPort {
  getSetting(input: { key: string }): Promise<unknown>;
  putSetting(input: { key: string; value: unknown }): Promise<void>;
}

/** Fewer tokens than these are not worth sending a whole request for. */
const leastAnswerTokens = 32;
const settingsKey = 'budgets';

/** Makes the budgets over the data port. */
export function createBudgets(options: {
  data: DataPort;
  settings: SettingsPort;
  runtime: Pick<Runtime, 'clock'>;
}): Budgets {
  const { data, runtime } = options;
  const store = {
    ...bindCommands<BudgetStore['commands']>(data, 'budgets', [
      'reserve',
      'commit',
      'ensureBuilt',
      'rebuild',
    ]),
    ...bindQueries<BudgetStore['queries']>(data, 'budgets', ['figures', 'mayStart', 'report', 'spendingOf']),
  };
  // the same stored value is given until it changes
  let parsed: { stored: unknown; settings: BudgetSettings } | null = null;
  const settings = async () => {
    const stored = await options.settings.getSetting({ key: settingsKey });
    if (parsed?.stored !== stored || !parsed) parsed = { stored, settings: parseBudgetSettings(stored) };
    return parsed.settings;
  };
  const circumstances = (current: BudgetSettings) => ({
    shared: sharedOf(current),
    dayStart: startOfDay(runtime.clock.now()),
  });
  const figures = async (sessionId: string, all = false) =>
    store.figures({ sessionId, all, now: runtime.clock.now(), ...circumstances(await settings()) });

  async function reserve(input: RequestToWeigh): Promise<ReservedRequest> {
    const { request, provider } = input;
    const current = await settings();
    const size = measureRequest(request);
    const attempt = (inputTokens: number, onlyIfAmple: boolean) =>
      store.reserve({
        ...circumstances(current),
        sessionId: input.sessionId,
        leaseToken: input.leaseToken,
        spanId: input.spanId,
        purpose: input.purpose,
        model: request.model,
        before: input.before,
        onlyIfAmple,
        ask: {
          inputTokens,
          maxTokens: request.maxTokens,
          leastTokens: Math.min(leastAnswerTokens, request.maxTokens),
          bytesOut: size.bytes,
          price: priceOf(current, request.model),
          unpricedTokenCap: current.unpriced_token_cap,
        },
      });
    // the count costs a round trip: it is asked for only where the bound alone would cut or refuse
    const first = await attempt(size.tokenBound, provider.countTokens !== undefined);
    if (first.kind !== 'tight') return withInput(first, size.tokenBound);
    if (input.mayCount === false) return { kind: 'uncounted' };
    const counted = await countInput(provider, request, input.signal);
    const inputTokens = counted ?? size.tokenBound;
    const second = await attempt(inputTokens, false);
    return second.kind === 'tight' ? { kind: 'refused', by: [] } : withInput(second, inputTokens);
  }

  return {
    reserve,
    async commit(input) {
      for (const event of input.events) requireValid(event);
      return store.commit({ ...input, ...circumstances(await settings()) });
    },
    mayStart: async (sessionId, toolUseId) =>
      store.mayStart({ sessionId, toolUseId, now: runtime.clock.now(), ...circumstances(await settings()) }),
    figures,
    async stillReached(sessionId, reached) {
      const { unpriced_token_cap: cap } = await settings();
      return stillReached(await figures(sessionId), reached, cap);
    },
    report: (sessionIds) => store.report({ sessionIds, now: runtime.clock.now() }),
    spending: ({ period, ...scope }) =>
      store.spendingOf({ ...scope, since: period === 'day' ? startOfDay(runtime.clock.now()) : 0 }),
    settings,
    async change(patch) {
      const changed = budgetSettingsSchema.parse({ ...(await settings()), ...patch });
      await options.settings.putSetting({ key: settingsKey, value: changed });
      return changed;
    },
    background: createBackgroundBudget({ data, settings, runtime }),
    ensureBuilt: () => store.ensureBuilt({}),
    rebuild: () => store.rebuild({}),
  };
}

function withInput(reserved: Exclude<Reserved, { kind: 'tight' }>, inputTokens: number): ReservedRequest {
  return reserved.kind === 'reserved' ? { ...reserved, inputTokens } : reserved;
}

// an endpoint that cannot count now is no reason to stop: the bound is used
async function countInput(
  provider: ModelProvider,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    return (await provider.countTokens?.(request, signal)) ?? null;
  } catch (caught) {
    if (isModelError(caught) && !signal.aborted) return null;
    throw caught;
  }
}
