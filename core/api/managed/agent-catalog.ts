import type { AgentRecord, Agents } from '../../agents/index.ts';
import { canonicalJson, HoldfastError } from '../../base/index.ts';
import type { Slice, SliceRequest, TimeRange } from '../ports.ts';
import type { Agent, AgentDefinition, AgentPatch } from './agent-schemas.ts';
import { patchMetadata } from './shared-schemas.ts';

/** Agents with the meaning that the Managed Agents API gives them, over the room that keeps them word for word. */
export function createAgentCatalog(room: Agents) {
  const get = async (id: string, version?: number): Promise<Agent> =>
    agentOf(await room.getAgent({ id, ...(version === undefined ? {} : { version }) }));

  return {
    get,

    async create(definition: AgentDefinition): Promise<Agent> {
      return agentOf(await room.createAgent({ definition: { ...definition } }));
    },

    /** `conflict` when `expectedVersion` is given and not the latest. A patch without effect makes no version. */
    async update(id: string, patch: AgentPatch, expectedVersion?: number): Promise<Agent> {
      const current = await room.getAgent({ id });
      if (expectedVersion !== undefined && expectedVersion !== current.version) {
        throw new HoldfastError(
          'conflict',
          `agent ${id} is at version ${current.version}, not ${expectedVersion}`,
        );
      }
      const before = definitionOf(current);
      const metadata =
        patch.metadata === undefined ? before.metadata : patchMetadata(before.metadata, patch.metadata);
      const definition = { ...before, ...patch, metadata };
      if (canonicalJson(definition) === canonicalJson(before)) return agentOf(current);
      return agentOf(await room.addAgentVersion({ id, baseVersion: current.version, definition }));
    },

    async archive(id: string): Promise<Agent> {
      return agentOf(await room.archiveAgent({ id }));
    },

    /** Newest first. */
    async list(
      request: SliceRequest & { includeArchived: boolean; createdAt: TimeRange },
    ): Promise<Slice<Agent>> {
      const { limit, includeArchived, createdAt } = request;
      return sliceByOffset(request, agentOf, (offset) =>
        room.listAgents({ includeArchived, ...createdBounds(createdAt), limit: limit + 1, offset }),
      );
    },

    /** Newest first. */
    async versions(id: string, request: SliceRequest): Promise<Slice<Agent>> {
      return sliceByOffset(request, agentOf, (offset) =>
        room.listAgentVersions({ id, limit: request.limit + 1, offset }),
      );
    },
  };
}

/** Reads one row more than asked for, to know whether more follow; the position is the number of rows shown. */
export async function sliceByOffset<R, T>(
  request: SliceRequest,
  toItem: (row: R) => T,
  read: (offset: number) => Promise<R[]>,
): Promise<Slice<T>> {
  const offset = Number(request.after ?? 0);
  const rows = await read(offset);
  const after = rows.length > request.limit ? String(offset + request.limit) : null;
  return { rows: rows.slice(0, request.limit).map(toItem), after };
}

/** Bounds in milliseconds, both inclusive, as the rooms take them. */
export function createdBounds({ gt, gte, lt, lte }: TimeRange): { createdFrom?: number; createdTo?: number } {
  const from = [gt && Date.parse(gt) + 1, gte && Date.parse(gte)].filter((ms) => typeof ms === 'number');
  const to = [lt && Date.parse(lt) - 1, lte && Date.parse(lte)].filter((ms) => typeof ms === 'number');
  return {
    ...(from.length === 0 ? {} : { createdFrom: Math.max(...from) }),
    ...(to.length === 0 ? {} : { createdTo: Math.min(...to) }),
  };
}

// the room gives back what `create` and `update` stored, which is always a whole definition
function definitionOf(record: AgentRecord): AgentDefinition {
  return record.definition as unknown as AgentDefinition;
}

function agentOf(record: AgentRecord): Agent {
  return {
    ...definitionOf(record),
    id: record.id,
    type: 'agent',
    version: record.version,
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    archived_at: record.archivedAt === null ? null : new Date(record.archivedAt).toISOString(),
  };
}
