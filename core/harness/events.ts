import type { NewEvent, StopDetails, StopReason } from '../events/index.ts';
import type { SessionRecord } from '../log/index.ts';

/** The id of a session's first thread. */
export function primaryThreadId(sessionId: string): string {
  return `sthr_${sessionId.slice(sessionId.indexOf('_') + 1)}`;
}

/** The name clients see for the session's agent. */
export function agentName(session: SessionRecord): string {
  return typeof session.agent.name === 'string' ? session.agent.name : 'Agent';
}

/** The session, and its first thread, start to work. */
export function runningEvents(session: SessionRecord): NewEvent[] {
  return [
    { type: 'session.status_running' },
    {
      type: 'session.thread_status_running',
      session_thread_id: primaryThreadId(session.id),
      agent_name: agentName(session),
    },
  ];
}

/** The session, and its first thread, come to rest. */
export function idleEvents(
  session: SessionRecord,
  reason: StopReason,
  details: StopDetails = null,
): NewEvent[] {
  return [
    {
      type: 'session.thread_status_idle',
      session_thread_id: primaryThreadId(session.id),
      agent_name: agentName(session),
      stop_reason: reason,
      stop_details: details,
    },
    { type: 'session.status_idle', stop_reason: reason, stop_details: details },
  ];
}

/** A title from the owner's first words: one line, at most 60 characters, cut at a word. */
export function titleFrom(text: string): string | null {
  const line = text
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '');
  if (!line) return null;
  if (line.length <= 60) return line;
  // half a character at the end would be kept as another one
  const cut = line.slice(0, 60).replace(/[\ud800-\udbff]$/, '');
  const space = cut.lastIndexOf(' ');
  return `${space > 30 ? cut.slice(0, space) : cut}…`;
}
