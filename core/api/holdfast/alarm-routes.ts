import type { Api } from '../app.ts';
import type { Alarm } from '../contract.ts';
import type { ApiDeps, GatePort } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Alarms, and the planted secrets behind them. */
export function addAlarmRoutes(app: Api, { gate, canaries }: ApiDeps): void {
  addEndpoint(app, 'listAlarms', async ({ query, caller }) => {
    requireOwner(caller, 'see alarms');
    const isOpen = query.status !== 'any';
    const { session_id: sessionId } = query;
    const found = await gate.listAlarms({ isOpen, ...(sessionId === undefined ? {} : { sessionId }) });
    return { data: found.map(alarmOnWire) };
  });
  addEndpoint(app, 'getCanaries', async ({ caller }) => {
    requireOwner(caller, 'see what is planted');
    return canaries.get();
  });
  addEndpoint(app, 'setCanaries', async ({ caller, body }) => {
    requireOwner(caller, 'plant secrets');
    return canaries.set(body);
  });
}

type Found = Awaited<ReturnType<GatePort['listAlarms']>>[number];

function alarmOnWire(alarm: Found): Alarm {
  const { content } = alarm;
  return {
    id: alarm.id,
    session_id: alarm.sessionId,
    session_title: alarm.sessionTitle ?? '',
    seq: alarm.seq,
    created_at: new Date(alarm.createdAt).toISOString(),
    settled_at: alarm.settledAt === null ? null : new Date(alarm.settledAt).toISOString(),
    place: alarm.place,
    tool: content?.tool ?? null,
    host: content?.host ?? null,
    canaries: content?.canaries ?? [],
    read: (content?.read ?? []).map(({ tool, what }, index) => ({
      tool,
      what,
      seq: alarm.readSeqs[index] ?? null,
    })),
  };
}
