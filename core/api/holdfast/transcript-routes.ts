import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import type { LiveEvent } from '../../events/index.ts';
import type { Api } from '../app.ts';
import { eventPageQuerySchema } from '../contract.ts';
import { requireOwner } from '../wire/access.ts';
import { readQuery } from '../wire/request.ts';
import { type SendFrame, sseOptions, sseResponse } from '../wire/sse.ts';
import { createAttachments } from './attachments.ts';
import { addEndpoint, basePath } from './endpoint.ts';
import type { Parts } from './parts.ts';
import { queuedOnWire } from './queued.ts';

const standardPage = 200;
const streamQuery = z.object({ after_seq: eventPageQuerySchema.shape.after_seq });

/** Reading a session's events by position, following them, and talking to the agent. */
export function addTranscriptRoutes(app: Api, { deps, sessions, workspace }: Parts): void {
  const { log, harness } = deps;
  const attachments = createAttachments(workspace);

  addEndpoint(app, 'listEvents', async ({ parameter, query }) => {
    const sessionId = parameter('id');
    const limit = query.limit ?? standardPage;
    if (query.after_seq !== undefined && query.before_seq !== undefined) {
      throw new HoldfastError('invalid_request', 'give after_seq or before_seq, not both');
    }
    const isForward = query.after_seq !== undefined;
    const rows = await log.read({
      sessionId,
      order: isForward ? 'asc' : 'desc',
      limit: Math.min(limit + 1, 1000),
      ...(query.after_seq === undefined ? {} : { afterSeq: query.after_seq }),
      ...(query.before_seq === undefined ? {} : { beforeSeq: query.before_seq }),
    });
    const [{ lastSeq }, waiting] = await Promise.all([
      log.getSession({ sessionId }),
      log.queued({ sessionId }),
    ]);
    const page = rows.slice(0, limit);
    return {
      data: isForward ? page : page.reverse(),
      first_seq: lastSeq === 0 ? null : 1,
      last_seq: lastSeq === 0 ? null : lastSeq,
      has_more: rows.length > page.length || (rows.length === 1000 && limit >= 1000),
      queued: waiting.flatMap(queuedOnWire),
    };
  });

  app.get(`${basePath}/sessions/:id/stream`, async (context) => {
    const sessionId = context.req.param('id');
    const { after_seq } = streamQuery.parse(readQuery(new URL(context.req.url)));
    const { lastSeq } = await log.getSession({ sessionId });
    return sseResponse(context.req.raw, sseOptions(deps), async (send, signal, isBehind) => {
      const superseded = new Set<string>();
      const stop = log.listen(sessionId, (feed) => {
        if (feed.kind === 'queued') sendQueued(send, queuedOnWire(feed));
        else if (feed.kind === 'unqueued')
          send('holdfast.unqueued', { type: 'holdfast.unqueued', event_id: feed.eventId });
        else if (feed.kind === 'live' && !isBehind() && !superseded.has(subjectOf(feed.event)))
          send(feed.event.type, feed.event);
      });
      // in the same tick as `listen`: what was streamed before, and then every delta
      for (const event of log.partial(sessionId)) send(event.type, event);
      try {
        sendQueued(send, (await log.queued({ sessionId })).flatMap(queuedOnWire));
        for await (const { seq, event } of log.follow(sessionId, after_seq ?? lastSeq, signal)) {
          // what is stored says more than its own deltas, which may still be on their way
          superseded.add(event.id);
          if (superseded.size > 100) superseded.delete(superseded.values().next().value ?? '');
          send(event.type, { seq, event });
        }
      } finally {
        stop();
      }
    });
  });

  addEndpoint(app, 'sendMessage', async ({ parameter, body, caller }) => {
    const sessionId = parameter('id');
    const content = await attachments.toContent(sessionId, body);
    const { grants = [] } = body;
    if (grants.length > 0) {
      requireOwner(caller, 'permit calls');
      await sessions.requireLive(sessionId);
      await deps.gate.addCallGrants({ sessionId, grants, by: caller.answeredBy });
    }
    const [event] = await sessions.send(sessionId, [content], body.delivery);
    if (event === undefined) throw new HoldfastError('internal', 'the log queued no event');
    return { event };
  });

  addEndpoint(app, 'editMessage', async ({ parameter, body }) => {
    const sessionId = parameter('id');
    const content = await attachments.toContent(sessionId, body);
    return { event: await sessions.edit(sessionId, body.seq, content) };
  });

  addEndpoint(app, 'interrupt', async ({ parameter }) => {
    await log.getSession({ sessionId: parameter('id') });
    await harness.interrupt(parameter('id'));
    return { ok: true };
  });

  addEndpoint(app, 'retry', async ({ parameter }) => {
    await sessions.retry(parameter('id'));
    return { ok: true };
  });
}

function sendQueued(send: SendFrame, events: ReturnType<typeof queuedOnWire>): void {
  for (const event of events) send('holdfast.queued', { type: 'holdfast.queued', event });
}

/** The id of the stored event that will say it all. */
function subjectOf(event: LiveEvent): string {
  switch (event.type) {
    case 'event_start':
      return event.event.id;
    case 'event_delta':
    case 'holdfast.thinking_delta':
    case 'holdfast.tool_input_delta':
      return event.event_id;
    case 'holdfast.tool_started':
    case 'holdfast.tool_output':
      // the call is stored before it runs: its output is about the result, which has another id
      return '';
  }
}
