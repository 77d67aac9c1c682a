import type { LiveEvent } from '../../events/index.ts';
import type { ApiDeps } from '../ports.ts';
import { type SendFrame, sseOptions, sseResponse } from '../wire/sse.ts';
import { createEventView } from './event-view.ts';

export interface StreamOptions {
  /** Event types whose previews the client asked for. */
  deltas: ReadonlySet<string>;
  withExtras: boolean;
}

/**
 * A Managed Agents event stream: what happens from now on, no replay. Queued messages come twice, first with
 * `processed_at` null. Ends with `session.deleted` when the session is deleted.
 */
export async function streamEvents(
  deps: ApiDeps,
  request: Request,
  sessionId: string,
  options: StreamOptions,
): Promise<Response> {
  const view = createEventView(deps.log, sessionId, options.withExtras);
  const { lastSeq } = await deps.log.getSession({ sessionId });
  return sseResponse(request, sseOptions(deps), async (send, signal, isBehind) => {
    const previews = createPreviews(options, send);
    const stop = deps.log.listen(sessionId, (feed) => {
      if (feed.kind === 'queued')
        send(feed.event.type, { ...feed.event, ...(options.withExtras ? {} : { holdfast: undefined }) });
      else if (feed.kind === 'live' && !isBehind()) previews.live(feed.event);
    });
    // a client that opens in the middle of a message gets it from its beginning
    for (const event of deps.log.partial(sessionId)) previews.live(event);
    try {
      for await (const { event } of deps.log.follow(sessionId, lastSeq, signal)) {
        previews.stored(event.id);
        const shown = await view(event);
        if (shown !== null) send(shown.type, shown);
      }
      if (!signal.aborted) {
        const processed_at = new Date(deps.clock.now()).toISOString();
        send('session.deleted', { id: deps.ids.next('sevt'), type: 'session.deleted', processed_at });
      }
    } finally {
      stop();
    }
  });
}

/** Passes on the previews that were asked for; one whose event was sent already is left out. */
function createPreviews({ deltas }: StreamOptions, send: SendFrame) {
  const open = new Set<string>();
  return {
    live(event: LiveEvent): void {
      if (event.type === 'event_start' && deltas.has(event.event.type)) {
        open.add(event.event.id);
        send(event.type, event);
      } else if (event.type === 'event_delta' && open.has(event.event_id)) {
        send(event.type, event);
      }
    },
    stored(id: string): void {
      open.delete(id);
    },
  };
}
