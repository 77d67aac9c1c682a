import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { QueuedEvent } from '../contract.ts';
import { requireOwner } from '../wire/access.ts';
import { createAttachments } from './attachments.ts';
import { addEndpoint } from './endpoint.ts';
import { requireNoImport } from './no-import.ts';
import type { Parts } from './parts.ts';
import { queuedOnWire } from './queued.ts';

/** Control over turns: pause and resume, stop everything, messages that wait, forks. */
export function addTurnRoutes(app: Api, { deps, folders, workspace }: Parts): void {
  const { log, harness, gate } = deps;
  const attachments = createAttachments(workspace);

  addEndpoint(app, 'pause', async ({ parameter, caller }) => {
    await harness.pause(parameter('id'), caller.answeredBy);
    return { ok: true };
  });
  addEndpoint(app, 'resume', async ({ parameter, caller }) => {
    const sessionId = parameter('id');
    // after an alarm it is the owner who has looked at what happened
    if ((await gate.listAlarms({ sessionId, isOpen: true })).length > 0)
      requireOwner(caller, 'let a session go on after an alarm');
    await harness.resume(sessionId, caller.answeredBy);
    return { ok: true };
  });
  addEndpoint(app, 'stopAll', async ({ caller }) => {
    requireOwner(caller, 'stop every session');
    return { stopped: await harness.stopAll(caller.answeredBy) };
  });

  addEndpoint(app, 'listQueue', async ({ parameter }) => ({
    data: (await log.queued({ sessionId: parameter('id') })).flatMap(queuedOnWire),
  }));
  addEndpoint(app, 'changeQueued', async ({ parameter, body }) => {
    const sessionId = parameter('id');
    const waiting = await log.changeQueued({
      sessionId,
      eventId: parameter('eventId'),
      ...(body.content === undefined
        ? {}
        : { content: await attachments.toContent(sessionId, { content: body.content }) }),
      ...(body.delivery === undefined ? {} : { delivery: body.delivery }),
    });
    return onlyOne(queuedOnWire(waiting));
  });
  addEndpoint(app, 'removeQueued', async ({ parameter }) => {
    await log.removeQueued({ sessionId: parameter('id'), eventId: parameter('eventId') });
    return { ok: true };
  });

  addEndpoint(app, 'forkSession', async ({ parameter, body, caller }) => {
    requireNoImport(parameter('id'));
    const { session, workspace: files } = await harness.fork({
      sessionId: parameter('id'),
      seq: body.seq,
      title: body.title ?? null,
      createdBy: caller.createdBy,
    });
    const offered = caller.kind === 'client_token' ? [] : await folders.offered(session);
    const forked_from = { session_id: parameter('id'), seq: body.seq };
    return { id: session.id, forked_from, workspace: files, offered_folders: offered };
  });
}

function onlyOne([event]: QueuedEvent[]): QueuedEvent {
  if (event === undefined) throw new HoldfastError('event_not_found', 'only messages can be changed');
  return event;
}
