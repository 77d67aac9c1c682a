import type { Migration } from '../migrate.ts';

/** Whose diary a wing holds: an agent is known by its id, because two may have one name and one may change it. */
export const diaries: Migration = {
  id: 27,
  name: 'diaries',
  up(db) {
    db.exec(`
      ALTER TABLE wings ADD COLUMN agent_id TEXT;
      CREATE UNIQUE INDEX wings_by_agent ON wings(agent_id) WHERE agent_id IS NOT NULL;
    `);
  },
};
