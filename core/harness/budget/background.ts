import type { Runtime } from '../../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../../db/index.ts';
import type { ModelUsage } from '../../events/index.ts';
import type { ModelRequest } from '../../model/index.ts';
import type { BackgroundReserved, OwnLimit } from './background-store.ts';
import type { Spent } from './figures.ts';
import { type BudgetSettings, priceOf, sharedOf, startOfDay } from './settings.ts';
import { measureRequest } from './size.ts';
import type { BudgetStore } from './store.ts';

/** A request whose whole possible cost counts as spent already: it may be sent, once. */
export interface BackgroundReservation {
  kind: 'reserved';
  inputTokens: number;
  /** Puts what it used in the place of the reservation. */
  settle(usage: ModelUsage, runningMs: number): Promise<void>;
}

/** What work that belongs to no session may spend: its own limit, the day's and that of all background work. */
export interface BackgroundBudget {
  /** Counts all that the request may use, or says whose limit stands in the way. */
  reserve(input: {
    kind: string;
    request: ModelRequest;
    own: OwnLimit;
  }): Promise<BackgroundReservation | Extract<BackgroundReserved, { kind: 'refused' }>>;
  /** Of a kind of work, today. */
  spentToday(kind: string): Promise<Spent>;
}

/** Makes it over the data port. Tokens read are counted from above, without asking the model's server. */
export function createBackgroundBudget(options: {
  data: DataPort;
  settings: () => Promise<BudgetSettings>;
  runtime: Pick<Runtime, 'clock'>;
}): BackgroundBudget {
  const { data, settings, runtime } = options;
  const store = {
    ...bindCommands<BudgetStore['commands']>(data, 'budgets', ['reserveBackground', 'settleBackground']),
    ...bindQueries<BudgetStore['queries']>(data, 'budgets', ['backgroundSpent']),
  };
  return {
    async reserve({ kind, request, own }) {
      const current = await settings();
      const { bytes, tokenBound: inputTokens } = measureRequest(request);
      const price = priceOf(current, request.model);
      const now = runtime.clock.now();
      const answer = await store.reserveBackground({
        kind,
        model: request.model,
        own,
        now,
        dayStart: startOfDay(now),
        shared: sharedOf(current),
        ask: {
          inputTokens,
          maxTokens: request.maxTokens,
          leastTokens: request.maxTokens,
          bytesOut: bytes,
          price,
          unpricedTokenCap: current.unpriced_token_cap,
        },
      });
      if (answer.kind === 'refused') return answer;
      const { key, spent: reserved } = answer;
      return {
        kind: 'reserved',
        inputTokens,
        settle: (usage, runningMs) => store.settleBackground({ key, reserved, usage, price, runningMs }),
      };
    },
    spentToday: (kind) => store.backgroundSpent({ kind, since: startOfDay(runtime.clock.now()) }),
  };
}
