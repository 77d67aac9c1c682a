import type { Migration } from '../migrate.ts';

/**
 * Whose diary a wing holds: an agent is known by its id, because two may have one name and one may change it. `revision_places`: where words
 * that took others' place were put, as what kind, which nothing tells any more once those are forgotten; a rebuild keeps it.
 */
export const diaries: Migration = {
  id: 27,
  name: 'diaries',
  up(db) {
    db.exec(`
      ALTER TABLE wings ADD COLUMN agent_id TEXT;
      CREATE TABLE revision_places (
        event_key INTEGER NOT NULL, part INTEGER NOT NULL, room INTEGER NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (event_key, part)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO revision_places SELECT event_key, part, room, kind FROM drawers
        WHERE piece = 0 AND kind = 'note' AND (author = 'owner' OR tool = 'revise');
      CREATE UNIQUE INDEX wings_by_agent ON wings(agent_id) WHERE agent_id IS NOT NULL;
    `);
  },
};
