import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { decodeCursor, encodeCursor } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { createdBounds } from './agent-catalog.ts';
import { createEventSender } from './event-sender.ts';
import { streamEvents } from './event-stream.ts';
import { createEventView, keptTypes, wantsExtras } from './event-view.ts';
import { listEventsQuery, sendEventsParams, streamQuery } from './session-schemas.ts';
import { timeRange } from './shared-schemas.ts';

/** `/v1/sessions/:id/events`: list, send, stream. */
export function addEventRoutes(app: Api, deps: ApiDeps): void {
  const { log } = deps;
  const sender = createEventSender(deps);

  app.get('/v1/sessions/:id/events', async (context) => {
    const sessionId = context.req.param('id');
    const url = new URL(context.req.url);
    const query = listEventsQuery.parse(readQuery(url));
    const list = `events ${sessionId}`;
    const position = decodeCursor(list, query.order, query.page);
    const { createdFrom, createdTo } = createdBounds(timeRange(query));
    const view = createEventView(log, sessionId, wantsExtras(url));
    const page = [];
    let cursor = position === undefined ? undefined : Number(position);
    let hasMore = true;
    // Holdfast's own events take no place on a page: read on until it is full
    while (page.length < query.limit && hasMore) {
      const wanted = query.limit - page.length;
      const rows = await log.read({
        sessionId,
        order: query.order,
        limit: Math.min(wanted + 1, 1000),
        ...(cursor === undefined ? {} : query.order === 'asc' ? { afterSeq: cursor } : { beforeSeq: cursor }),
        ...(query.types === undefined ? {} : { types: keptTypes(query.types) }),
        ...(createdFrom === undefined ? {} : { processedAfter: createdFrom }),
        ...(createdTo === undefined ? {} : { processedBefore: createdTo }),
      });
      hasMore = rows.length > wanted || rows.length === 1000;
      for (const { seq, event } of rows.slice(0, wanted)) {
        cursor = seq;
        const shown = await view(event);
        const isAskedFor = shown !== null && (query.types?.includes(shown.type) ?? true);
        if (isAskedFor) page.push(shown);
      }
    }
    const next_page =
      hasMore && cursor !== undefined ? encodeCursor(list, query.order, String(cursor)) : null;
    return context.json({ data: page, next_page });
  });

  app.post('/v1/sessions/:id/events', async (context) => {
    const { events } = await readJson(context.req.raw, sendEventsParams);
    const data = await sender.send(context.req.param('id'), events, context.get('caller'));
    const withExtras = wantsExtras(new URL(context.req.url));
    return context.json({ data: data.map((event) => (withExtras ? event : withoutExtras(event))) });
  });

  app.get('/v1/sessions/:id/events/stream', async (context) => {
    const url = new URL(context.req.url);
    const { event_deltas: deltas } = streamQuery.parse(readQuery(url));
    const options = { deltas: new Set<string>(deltas), withExtras: wantsExtras(url) };
    return streamEvents(deps, context.req.raw, context.req.param('id'), options);
  });
}

function withoutExtras(event: object): object {
  const { holdfast: _, ...rest } = { holdfast: undefined, ...event };
  return rest;
}
