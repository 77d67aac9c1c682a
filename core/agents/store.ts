import { HoldfastError } from '../base/index.ts';
import { int, intOrNull, type SqlRow, type SqlValue, type Tx, text } from '../db/worker.ts';

/** A definition as the API takes it, kept word for word. This room does not look inside. */
export type Definition = Record<string, unknown>;

/** One version of an agent. Times are milliseconds since the epoch. */
export interface AgentRecord {
  id: string;
  version: number;
  definition: Definition;
  createdAt: number;
  /** When this version was made. */
  updatedAt: number;
  archivedAt: number | null;
}

export interface EnvironmentRecord {
  id: string;
  name: string;
  definition: Definition;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

export interface ListInput {
  includeArchived: boolean;
  createdFrom?: number;
  createdTo?: number;
  limit: number;
  offset: number;
}

function createAgent(tx: Tx, { definition }: { definition: Definition }): AgentRecord {
  const id = tx.runtime.ids.next('agent');
  const now = tx.runtime.clock.now();
  tx.run('INSERT INTO agents (id, version, created_at, updated_at) VALUES (?, 1, ?, ?)', id, now, now);
  insertVersion(tx, id, 1, definition, now);
  tx.note('agents', { id });
  return getAgent(tx, { id });
}

/** Adds a version on top of `baseVersion`; `conflict` when that is not the latest. */
function addAgentVersion(
  tx: Tx,
  input: { id: string; baseVersion: number; definition: Definition },
): AgentRecord {
  const current = getAgent(tx, { id: input.id });
  if (current.archivedAt !== null)
    throw new HoldfastError('invalid_request', `agent ${input.id} is archived`);
  if (current.version !== input.baseVersion) {
    throw new HoldfastError(
      'conflict',
      `agent ${input.id} is at version ${current.version}, not ${input.baseVersion}`,
    );
  }
  const now = tx.runtime.clock.now();
  insertVersion(tx, input.id, current.version + 1, input.definition, now);
  tx.run('UPDATE agents SET version = ?, updated_at = ? WHERE id = ?', current.version + 1, now, input.id);
  tx.note('agents', { id: input.id });
  return getAgent(tx, { id: input.id });
}

function insertVersion(tx: Tx, id: string, version: number, definition: Definition, now: number): void {
  tx.run(
    'INSERT INTO agent_versions (agent_id, version, definition, created_at) VALUES (?, ?, ?, ?)',
    id,
    version,
    JSON.stringify(definition),
    now,
  );
}

function archiveAgent(tx: Tx, { id }: { id: string }): AgentRecord {
  tx.run(
    'UPDATE agents SET archived_at = ? WHERE id = ? AND archived_at IS NULL',
    tx.runtime.clock.now(),
    id,
  );
  return getAgent(tx, { id });
}

const agentColumns = `SELECT a.id, v.version, v.definition, a.created_at, v.created_at AS updated_at, a.archived_at
  FROM agents a JOIN agent_versions v ON v.agent_id = a.id`;

/** The given version, or the latest. `not_found` when there is none. */
function getAgent(tx: Tx, { id, version }: { id: string; version?: number }): AgentRecord {
  const row = tx.get(
    `${agentColumns} WHERE a.id = ? AND v.version = coalesce(?, a.version)`,
    id,
    version ?? null,
  );
  if (!row)
    throw new HoldfastError(
      'not_found',
      version === undefined ? `no agent ${id}` : `no version ${version} of agent ${id}`,
    );
  return agentOf(row);
}

/** Latest versions, newest agent first. */
function listAgents(tx: Tx, input: ListInput): AgentRecord[] {
  const { where, values } = listConditions(input, 'a.');
  return tx
    .all(
      `${agentColumns} AND v.version = a.version ${where} ORDER BY a.created_at DESC, a.id DESC LIMIT ? OFFSET ?`,
      ...values,
      input.limit,
      input.offset,
    )
    .map(agentOf);
}

/** All versions of an agent, newest first. */
function listAgentVersions(tx: Tx, input: { id: string; limit: number; offset: number }): AgentRecord[] {
  getAgent(tx, { id: input.id });
  return tx
    .all(
      `${agentColumns} WHERE a.id = ? ORDER BY v.version DESC LIMIT ? OFFSET ?`,
      input.id,
      input.limit,
      input.offset,
    )
    .map(agentOf);
}

function createEnvironment(
  tx: Tx,
  { name, definition }: { name: string; definition: Definition },
): EnvironmentRecord {
  requireFreeName(tx, name, null);
  const id = tx.runtime.ids.next('env');
  const now = tx.runtime.clock.now();
  tx.run(
    'INSERT INTO environments (id, name, definition, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
    id,
    name,
    JSON.stringify(definition),
    now,
    now,
  );
  return getEnvironment(tx, { id });
}

function updateEnvironment(
  tx: Tx,
  input: { id: string; name: string; definition: Definition },
): EnvironmentRecord {
  getEnvironment(tx, input);
  requireFreeName(tx, input.name, input.id);
  tx.run(
    'UPDATE environments SET name = ?, definition = ?, updated_at = ? WHERE id = ?',
    input.name,
    JSON.stringify(input.definition),
    tx.runtime.clock.now(),
    input.id,
  );
  return getEnvironment(tx, input);
}

function requireFreeName(tx: Tx, name: string, exceptId: string | null): void {
  const taken = tx.get('SELECT 1 FROM environments WHERE name = ? AND id IS NOT ?', name, exceptId);
  if (taken) throw new HoldfastError('conflict', `an environment named "${name}" exists already`);
}

function archiveEnvironment(tx: Tx, { id }: { id: string }): EnvironmentRecord {
  tx.run(
    'UPDATE environments SET archived_at = ? WHERE id = ? AND archived_at IS NULL',
    tx.runtime.clock.now(),
    id,
  );
  return getEnvironment(tx, { id });
}

/** `conflict` while a session that is not archived uses it. */
function removeEnvironment(tx: Tx, { id }: { id: string }): { id: string } {
  getEnvironment(tx, { id });
  if (tx.get('SELECT 1 FROM sessions WHERE environment_id = ? AND archived_at IS NULL', id)) {
    throw new HoldfastError('conflict', `environment ${id} is used by a session`);
  }
  tx.run('DELETE FROM environments WHERE id = ?', id);
  return { id };
}

function getEnvironment(tx: Tx, { id }: { id: string }): EnvironmentRecord {
  const row = tx.get('SELECT * FROM environments WHERE id = ?', id);
  if (!row) throw new HoldfastError('not_found', `no environment ${id}`);
  return environmentOf(row);
}

function listEnvironments(tx: Tx, input: ListInput): EnvironmentRecord[] {
  const { where, values } = listConditions(input, '');
  return tx
    .all(
      `SELECT * FROM environments WHERE 1 ${where} ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`,
      ...values,
      input.limit,
      input.offset,
    )
    .map(environmentOf);
}

function putSetting(tx: Tx, { key, value }: { key: string; value: unknown }): void {
  tx.run(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    JSON.stringify(value),
  );
  tx.note('settings', { key });
}

/** The stored value, or null. */
function getSetting(tx: Tx, { key }: { key: string }): unknown {
  const row = tx.get('SELECT value FROM settings WHERE key = ?', key);
  return row ? JSON.parse(text(row, 'value')) : null;
}

function listConditions(input: ListInput, prefix: string): { where: string; values: SqlValue[] } {
  let where = '';
  const values: SqlValue[] = [];
  if (!input.includeArchived) where += ` AND ${prefix}archived_at IS NULL`;
  if (input.createdFrom !== undefined) {
    where += ` AND ${prefix}created_at >= ?`;
    values.push(input.createdFrom);
  }
  if (input.createdTo !== undefined) {
    where += ` AND ${prefix}created_at <= ?`;
    values.push(input.createdTo);
  }
  return { where, values };
}

function agentOf(row: SqlRow): AgentRecord {
  return {
    id: text(row, 'id'),
    version: int(row, 'version'),
    definition: JSON.parse(text(row, 'definition')) as Definition,
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
    archivedAt: intOrNull(row, 'archived_at'),
  };
}

function environmentOf(row: SqlRow): EnvironmentRecord {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    definition: JSON.parse(text(row, 'definition')) as Definition,
    createdAt: int(row, 'created_at'),
    updatedAt: int(row, 'updated_at'),
    archivedAt: intOrNull(row, 'archived_at'),
  };
}

export const commands = {
  createAgent, addAgentVersion, archiveAgent, createEnvironment, updateEnvironment, archiveEnvironment, removeEnvironment, putSetting,
}; // biome-ignore format: a list of names
export const queries = {
  getAgent,
  listAgents,
  listAgentVersions,
  getEnvironment,
  listEnvironments,
  getSetting,
};
