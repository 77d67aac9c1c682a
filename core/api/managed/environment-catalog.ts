import type { Agents, EnvironmentRecord } from '../../agents/index.ts';
import { HoldfastError } from '../../base/index.ts';
import type { Slice, SliceRequest } from '../ports.ts';
import { sliceByOffset } from './agent-catalog.ts';
import type { Environment, EnvironmentDefinition, EnvironmentPatch } from './environment-schemas.ts';
import { patchMetadata } from './shared-schemas.ts';

/** Environments with the meaning that the Managed Agents API gives them. Unversioned; names are unique. */
export function createEnvironmentCatalog(room: Agents) {
  /** `not_found` with the error code that SDKs know. */
  async function record(id: string): Promise<EnvironmentRecord> {
    try {
      return await room.getEnvironment({ id });
    } catch (error) {
      if (error instanceof HoldfastError && error.code === 'not_found') {
        throw new HoldfastError(
          'not_found',
          error.message,
          { error_code: 'environment_not_found' },
          { cause: error },
        );
      }
      throw error;
    }
  }

  return {
    /** `conflict` when the name is taken. */
    async create(definition: EnvironmentDefinition): Promise<Environment> {
      const { name } = definition;
      return environmentOf(await room.createEnvironment({ name, definition: { ...definition } }));
    },

    async get(id: string): Promise<Environment> {
      return environmentOf(await record(id));
    },

    async update(id: string, patch: EnvironmentPatch): Promise<Environment> {
      const current = await record(id);
      if (current.archivedAt !== null) {
        throw new HoldfastError('invalid_request', `environment ${id} is archived`, {
          error_code: 'environment_archived',
        });
      }
      const before = definitionOf(current);
      const metadata =
        patch.metadata === undefined ? before.metadata : patchMetadata(before.metadata, patch.metadata);
      const definition = { ...before, ...patch, metadata };
      return environmentOf(await room.updateEnvironment({ id, name: definition.name, definition }));
    },

    async archive(id: string): Promise<Environment> {
      await record(id);
      return environmentOf(await room.archiveEnvironment({ id }));
    },

    /** `conflict` while a session that is not archived uses it. */
    async remove(id: string): Promise<void> {
      await record(id);
      await room.removeEnvironment({ id });
    },

    /** Newest first. */
    async list(request: SliceRequest & { includeArchived: boolean }): Promise<Slice<Environment>> {
      const { limit, includeArchived } = request;
      return sliceByOffset(request, environmentOf, (offset) =>
        room.listEnvironments({ includeArchived, limit: limit + 1, offset }),
      );
    },
  };
}

// the room gives back what `create` and `update` stored, which is always a whole definition
function definitionOf(record: EnvironmentRecord): EnvironmentDefinition {
  return record.definition as unknown as EnvironmentDefinition;
}

function environmentOf(record: EnvironmentRecord): Environment {
  return {
    ...definitionOf(record),
    id: record.id,
    type: 'environment',
    created_at: new Date(record.createdAt).toISOString(),
    updated_at: new Date(record.updatedAt).toISOString(),
    archived_at: record.archivedAt === null ? null : new Date(record.archivedAt).toISOString(),
  };
}
