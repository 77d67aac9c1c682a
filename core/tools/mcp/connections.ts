import { background, HoldfastError, type Logger, type Runtime } from '../../base/index.ts';
import type { EgressContext, EgressFetch } from '../../vault/index.ts';
import type { Connection, Wanted } from './connection.ts';
import type { ListedTool } from './definition.ts';
import { limits } from './limits.ts';

export interface ConnectionPorts {
  runtime: Runtime;
  logger: Logger;
  version: string;
  fetchFor(context: EgressContext): EgressFetch;
  /** How a server is reached, with secrets resolved. Throws `mcp_server_unknown`, `vault_locked`. */
  wanted(serverId: string): Promise<Wanted>;
  /** Told what a server listed, or why it could not be reached. */
  observe(serverId: string, seen: { listed: ListedTool[] } | { problem: HoldfastError }): Promise<void>;
}

/** Servers that run for sessions: each session has its own, started with the first call and ended with the session. */
export interface Connections {
  /** The server of a session, reached and listed. Rejects as `connect` does, and at once after repeated failures. */
  open(sessionId: string, serverId: string, signal: AbortSignal): Promise<Connection>;
  /** Reaches a server once, for the owner, and lets go of it. Rejects as `open` does. */
  probe(serverId: string, signal: AbortSignal): Promise<void>;
  /** Drops a session's server after it failed; the next call starts it anew. */
  drop(sessionId: string, serverId: string): Promise<void>;
  endSession(sessionId: string): Promise<void>;
  /** Ends a server wherever it runs: it was changed, switched off or removed. */
  endServer(serverId: string): Promise<void>;
  endAll(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  sessionId: string;
  serverId: string;
  opening: Promise<Connection>;
  /** Ends the waiting for the server to be reached. */
  over: AbortController;
  idle: AbortController;
}

const ended = () => new HoldfastError('mcp_server_unknown', 'The server was ended.');
/** Failures in a row after which a server is left alone for a while. */
const mostFailures = 3;
const restMs = 60_000;

export function createConnections(ports: ConnectionPorts): Connections {
  const entries = new Map<string, Entry>();
  const failures = new Map<string, { count: number; at: number }>();
  const probes = new Set<{ serverId: string; over: AbortController }>();
  let isClosed = false;
  const keyOf = (sessionId: string, serverId: string) => `${sessionId} ${serverId}`;

  async function reach(serverId: string, context: EgressContext, signal: AbortSignal): Promise<Connection> {
    let connection: Connection | null = null;
    try {
      const wanted = await ports.wanted(serverId);
      const { connect, doorOf } = await import('./reach.ts');
      const only = wanted.transport.type === 'http' ? [doorOf(wanted.transport)] : [];
      const { logger, version } = ports;
      const fetch = ports.fetchFor({ ...context, only });
      connection = await connect(wanted, { fetch, logger, version }, signal);
      signal.throwIfAborted();
      await ports.observe(serverId, { listed: await connection.listTools(signal) });
      return connection;
    } catch (caught) {
      await connection?.close();
      if (caught instanceof HoldfastError && !signal.aborted)
        await ports.observe(serverId, { problem: caught });
      throw caught;
    }
  }

  async function start(sessionId: string, serverId: string, signal: AbortSignal): Promise<Connection> {
    const key = keyOf(sessionId, serverId);
    const failed = failures.get(key);
    if (failed && failed.count >= mostFailures && ports.runtime.clock.monotonic() - failed.at < restMs)
      throw new HoldfastError(
        'mcp_connection_failed',
        `It failed ${failed.count} times in a row and is left alone for a minute.`,
      );
    try {
      const connection = await reach(serverId, { sessionId }, signal);
      failures.delete(key);
      return connection;
    } catch (caught) {
      if (!signal.aborted)
        failures.set(key, { count: (failed?.count ?? 0) + 1, at: ports.runtime.clock.monotonic() });
      throw caught;
    }
  }

  function entryOf(sessionId: string, serverId: string, signal: AbortSignal): Entry {
    const key = keyOf(sessionId, serverId);
    const known = entries.get(key);
    if (known) return known;
    const over = new AbortController();
    const opening = start(sessionId, serverId, AbortSignal.any([signal, over.signal]));
    const entry = { sessionId, serverId, opening, over, idle: new AbortController() };
    entries.set(key, entry);
    return entry;
  }

  async function end(entry: Entry): Promise<void> {
    const key = keyOf(entry.sessionId, entry.serverId);
    if (entries.get(key) === entry) entries.delete(key);
    entry.idle.abort();
    entry.over.abort(ended());
    const connection = await entry.opening.catch(() => null);
    await connection?.close();
  }

  const endThose = async (isMeant: (entry: Entry) => boolean) => {
    await Promise.all([...entries.values()].filter(isMeant).map(end));
  };

  // a session may rest for days: what nobody calls does not run
  function watch(entry: Entry): void {
    entry.idle.abort();
    entry.idle = new AbortController();
    const { signal } = entry.idle;
    const idle = ports.runtime.clock.sleep(limits.idleMs, signal).then(
      () => end(entry),
      () => {},
    );
    background(idle, 'ending an idle MCP server', ports.logger);
  }

  return {
    async open(sessionId, serverId, signal) {
      if (isClosed) throw new HoldfastError('aborted', 'Holdfast is closing.');
      let entry = entryOf(sessionId, serverId, signal);
      try {
        if (!(await entry.opening).isOpen()) {
          // it ended since the last call; once more, and no further
          await end(entry);
          entry = entryOf(sessionId, serverId, signal);
        }
        const connection = await entry.opening;
        if (connection.takeNews())
          await ports.observe(serverId, { listed: await connection.listTools(signal) });
        watch(entry);
        return connection;
      } catch (caught) {
        await end(entry);
        throw caught;
      }
    },
    async probe(serverId, signal) {
      const probe = { serverId, over: new AbortController() };
      probes.add(probe);
      try {
        const connection = await reach(serverId, {}, AbortSignal.any([signal, probe.over.signal]));
        await connection.close();
      } finally {
        probes.delete(probe);
      }
    },
    drop: (sessionId, serverId) =>
      endThose((entry) => entry.sessionId === sessionId && entry.serverId === serverId),
    async endSession(sessionId) {
      for (const key of failures.keys()) if (key.startsWith(`${sessionId} `)) failures.delete(key);
      await endThose((entry) => entry.sessionId === sessionId);
    },
    async endServer(serverId) {
      for (const key of failures.keys()) if (key.endsWith(` ${serverId}`)) failures.delete(key);
      for (const probe of probes) if (probe.serverId === serverId) probe.over.abort(ended());
      await endThose((entry) => entry.serverId === serverId);
    },
    endAll: () => endThose(() => true),
    async close() {
      isClosed = true;
      for (const { over } of probes) over.abort(ended());
      await endThose(() => true);
    },
  };
}
