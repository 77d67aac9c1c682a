import { HoldfastError } from '../../base/index.ts';
import type { Api, ApiContext } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { createSessionActions } from '../session-actions.ts';
import { requireOwner } from '../wire/access.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { createAgentCatalog, createdBounds } from './agent-catalog.ts';
import { createResourceMounts } from './resource-mounts.ts';
import { createManagedBudgets, type SessionBudgetParams } from './session-budget.ts';
import { createSessionParams, listSessionsQuery, updateSessionParams } from './session-schemas.ts';
import { agentOf, type SessionRecord, sessionOnWire, snapshotOf } from './session-view.ts';
import { timeRange } from './shared-schemas.ts';

/** `/v1/sessions` without their events. */
export function addSessionRoutes(app: Api, deps: ApiDeps): void {
  const { log, clock } = deps;
  const agents = createAgentCatalog(deps.agents);
  const sessions = createSessionActions(deps);
  const budgets = createManagedBudgets(deps);
  const mounts = createResourceMounts(deps.files, (id) => sessions.remove(id));

  async function onWire(record: SessionRecord) {
    const report = await deps.budgets.report([record.id]);
    const resources = await deps.files.resources([record.id]);
    const vaultIds = await deps.vaults.idsOf([record.id]);
    return sessionOnWire(record, clock.now(), report[record.id], resources, vaultIds[record.id]);
  }

  async function changeBudget(id: string, budget: SessionBudgetParams | null, context: ApiContext) {
    const record = await sessions.requireLive(id);
    return budgets.update(id, budget, agentOf(record).model.id, context.get('caller').answeredBy);
  }

  app.post('/v1/sessions', async (context) => {
    const given = await readJson(context.req.raw, createSessionParams);
    const agent = await agents.get(given.agent.id, given.agent.version);
    if (agent.archived_at !== null) {
      throw new HoldfastError('invalid_request', `agent ${agent.id} is archived`, {
        error_code: 'agent_archived',
      });
    }
    const snapshot = snapshotOf(agent);
    if (given.agent.type === 'agent_with_overrides') {
      const { model, system, tools } = given.agent;
      if (model !== undefined) snapshot.model = model;
      if (system !== undefined) snapshot.system = system || null;
      if (tools !== undefined) snapshot.tools = tools;
    }
    if (given.budget !== undefined) await budgets.requirePrice(snapshot.model.id);
    const { vault_ids: vaultIds = [] } = given;
    if (vaultIds.length > 0) requireOwner(context.get('caller'), 'give a session a vault');
    for (const id of vaultIds) await deps.vaults.get(id);
    const { createdBy } = context.get('caller');
    const resources = given.resources ?? [];
    await mounts.requireMountable(resources, createdBy);
    const record = await sessions.create({
      agent: snapshot,
      environmentId: given.environment_id,
      title: given.title ?? null,
      metadata: given.metadata ?? {},
      createdBy,
    });
    if (vaultIds.length > 0)
      await deps.vaults.giveToSession(record.id, vaultIds, context.get('caller').answeredBy);
    await mounts.mountAll(record.id, resources, createdBy);
    if (given.budget !== undefined)
      await budgets.create(record.id, given.budget, context.get('caller').answeredBy);
    const messages = (given.initial_events ?? []).map(({ content }) => content);
    if (messages.length > 0) await sessions.send(record.id, messages);
    const started = { ...record, status: messages.length > 0 ? ('running' as const) : record.status };
    return context.json(await onWire(started));
  });

  app.get('/v1/sessions', async (context) => {
    const query = listSessionsQuery.parse(readQuery(new URL(context.req.url)));
    // neither deployments nor memory stores exist here: nothing was made by one
    if (query.deployment_id !== undefined || query.memory_store_id !== undefined) {
      return context.json({ data: [], next_page: null, prev_page: null });
    }
    const list = 'sessions';
    const offset = Number(decodeCursor(list, query.order, query.page) ?? 0);
    const { createdFrom, createdTo } = createdBounds(timeRange(query));
    const { createdBy } = context.get('caller');
    const rows = await log.listSessions({
      ...(createdBy === null ? {} : { createdBy }),
      archived: query.include_archived ? 'include' : 'exclude',
      ...(query.statuses === undefined ? {} : { statuses: query.statuses }),
      ...(query.agent_id === undefined ? {} : { agentId: query.agent_id }),
      ...(query.agent_version === undefined ? {} : { agentVersion: query.agent_version }),
      ...(createdFrom === undefined ? {} : { createdAfter: createdFrom }),
      ...(createdTo === undefined ? {} : { createdBefore: createdTo }),
      orderBy: 'created',
      direction: query.order,
      limit: query.limit + 1,
      offset,
    });
    const shown = rows.slice(0, query.limit);
    const reports = await deps.budgets.report(shown.map(({ id }) => id));
    const resources = await deps.files.resources(shown.map(({ id }) => id));
    const vaultIds = await deps.vaults.idsOf(shown.map(({ id }) => id));
    const data = shown.map((record) =>
      sessionOnWire(record, clock.now(), reports[record.id], resources, vaultIds[record.id]),
    );
    const cursor = (position: number) => encodeCursor(list, query.order, String(position));
    return context.json({
      data,
      next_page: rows.length > query.limit ? cursor(offset + query.limit) : null,
      prev_page: offset > 0 ? cursor(Math.max(0, offset - query.limit)) : null,
    });
  });

  app.get('/v1/sessions/:id', async (context) => {
    const record = await log.getSession({ sessionId: context.req.param('id') });
    return context.json(await onWire(record));
  });

  app.post('/v1/sessions/:id', async (context) => {
    const given = await readJson(context.req.raw, updateSessionParams);
    if (given.agent !== undefined) requireOwner(context.get('caller'), 'change the tools of a session');
    if (given.budget !== undefined) requireOwner(context.get('caller'), 'change a budget');
    const id = context.req.param('id');
    const isBudgetChanged = given.budget !== undefined && (await changeBudget(id, given.budget, context));
    const record = await sessions.update(id, {
      title: given.title,
      metadata: given.metadata ?? undefined,
      tools: given.agent?.tools,
      budget: isBudgetChanged ? given.budget : undefined,
    });
    return context.json(await onWire(record));
  });

  app.post('/v1/sessions/:id/archive', async (context) => {
    return context.json(await onWire(await sessions.archive(context.req.param('id'))));
  });

  app.delete('/v1/sessions/:id', async (context) => {
    const id = context.req.param('id');
    await sessions.remove(id);
    return context.json({ id, type: 'session_deleted' });
  });
}
