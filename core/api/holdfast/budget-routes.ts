import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import { createBudgetActions } from '../budget-actions.ts';
import type { Budgets, Prices, SessionBudget } from '../contract.ts';
import { agentOf } from '../managed/session-view.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { scopeOnWire, spendingOnWire } from './budget-view.ts';
import { addEndpoint } from './endpoint.ts';

type Settings = Awaited<ReturnType<ApiDeps['budgets']['settings']>>;
type Limits = Settings['day'];

/** What sessions may spend, what they spent, and what models cost. All of it is the owner's. */
export function addBudgetRoutes(app: Api, deps: ApiDeps): void {
  const { budgets, log } = deps;
  const actions = createBudgetActions(deps);

  async function sessionBudget(sessionId: string): Promise<SessionBudget> {
    const [report, figures, settings, record, reached] = await Promise.all([
      actions.reportOf(sessionId),
      budgets.figures(sessionId, true),
      budgets.settings(),
      log.getSession({ sessionId }),
      actions.reachedBy(sessionId),
    ]);
    const model = await budgets.modelOf(agentOf(record).model.id);
    const agent = settings.agents[report.agentId];
    return {
      session_id: sessionId,
      background: report.isBackground,
      managed: report.isManaged,
      scopes: figures
        .filter(({ scope, limits }) => scope === 'session' || hasAny(limits))
        .map((scope) =>
          scopeOnWire(
            scope,
            scope.scope === 'session'
              ? 'session'
              : scope.scope === 'agent'
                ? (agent?.period ?? 'day')
                : 'day',
            scope.scope === 'session' ? report.underWayMs : 0,
          ),
        ),
      spending: spendingOnWire(report),
      reserved: {
        input_tokens: report.reserved.inputTokens,
        output_tokens: report.reserved.outputTokens,
      },
      model: { id: model.id, price: model.price, unpriced_token_cap: settings.unpriced_token_cap },
      reached: reached && reached.length > 0 ? reached : null,
    };
  }

  async function overview(): Promise<Budgets> {
    const settings = await budgets.settings();
    const day = await budgets.spending({ period: 'day' });
    const background = await budgets.spending({ period: 'day', background: true });
    const agents = await Promise.all(
      Object.entries(settings.agents).map(async ([agentId, { period, limits }]) => {
        const spent = await budgets.spending({ period, agentId });
        return {
          ...scopeOnWire({ scope: 'agent', limits, spent, wallMs: 0 }, period),
          agent_id: agentId,
          agent_name: await nameOf(agentId),
        };
      }),
    );
    return {
      day: scopeOnWire({ scope: 'day', limits: settings.day, spent: day, wallMs: 0 }, 'day'),
      background: scopeOnWire(
        { scope: 'background', limits: settings.background, spent: background, wallMs: 0 },
        'day',
      ),
      agents,
      unlimited_agents: await unlimitedAgents(Object.keys(settings.agents)),
      unpriced_token_cap: settings.unpriced_token_cap,
    };
  }

  async function unlimitedAgents(limited: readonly string[]): Promise<Budgets['unlimited_agents']> {
    const listed = await deps.agents.listAgents({ includeArchived: false, limit: 200, offset: 0 });
    return listed.flatMap(({ id, definition: { name } }) =>
      limited.includes(id) ? [] : { agent_id: id, agent_name: typeof name === 'string' ? name : null },
    );
  }

  async function nameOf(agentId: string): Promise<string | null> {
    try {
      const { definition } = await deps.agents.getAgent({ id: agentId });
      return typeof definition.name === 'string' ? definition.name : null;
    } catch (caught) {
      if (caught instanceof HoldfastError && caught.code === 'not_found') return null;
      throw caught;
    }
  }

  async function prices(): Promise<Prices> {
    const { prices: owned } = await budgets.settings();
    const listed = [
      ...Object.entries(owned).map(([model, price]) => ({ model, price, source: 'owner' as const })),
      ...Object.entries(budgets.knownPrices)
        .filter(([model]) => !(model in owned))
        .map(([model, price]) => ({ model, price, source: 'built_in' as const })),
    ];
    const known = new Set(listed.map(({ model }) => model));
    const used = await budgets.modelsInUse();
    return { prices: listed, missing: used.filter((model) => !known.has(model)) };
  }

  addEndpoint(app, 'getSessionBudget', async ({ parameter, caller }) => {
    requireOwner(caller, 'read budgets');
    return sessionBudget(parameter('id'));
  });
  addEndpoint(app, 'setSessionBudget', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'change budgets');
    await actions.setSession(parameter('id'), body, caller.answeredBy);
    return sessionBudget(parameter('id'));
  });
  addEndpoint(app, 'getBudgets', async ({ caller }) => {
    requireOwner(caller, 'read budgets');
    return overview();
  });
  addEndpoint(app, 'setBudgets', async ({ body, caller }) => {
    requireOwner(caller, 'change budgets');
    const current = await budgets.settings();
    const agents = { ...current.agents };
    for (const [id, wanted] of Object.entries(body.agents ?? {})) {
      if (wanted === null) delete agents[id];
      else {
        const before = agents[id] ?? { period: 'day' as const, limits: {} };
        agents[id] = {
          period: wanted.period ?? before.period,
          limits: merged(before.limits, wanted.limits),
        };
      }
    }
    await budgets.change({
      agents,
      day: merged(current.day, body.day),
      background: merged(current.background, body.background),
      ...(body.unpriced_token_cap === undefined ? {} : { unpriced_token_cap: body.unpriced_token_cap }),
    });
    await actions.resumeAll();
    return overview();
  });
  addEndpoint(app, 'getPrices', async ({ caller }) => {
    requireOwner(caller, 'read prices');
    return prices();
  });
  addEndpoint(app, 'setPrices', async ({ body, caller }) => {
    requireOwner(caller, 'change prices');
    const { prices: owned } = await budgets.settings();
    const changed = { ...owned };
    for (const [model, price] of Object.entries(body.prices)) {
      if (price === null) delete changed[model];
      else changed[model] = price;
    }
    await budgets.change({ prices: changed });
    await actions.resumeAll({ arePricesNew: true });
    return prices();
  });
}

function hasAny(limits: Limits): boolean {
  return Object.values(limits).some((limit) => limit != null);
}

function merged(before: Limits, patch: Limits | undefined): Limits {
  return Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, limit]) => limit != null));
}
