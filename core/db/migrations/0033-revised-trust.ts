import type { Migration } from '../migrate.ts';

/** Words that took the place of what others wrote stay others', also once those are forgotten and nothing else tells. */
export const revisedTrust: Migration = {
  id: 33,
  name: 'revised_trust',
  up(db) {
    db.exec('ALTER TABLE revision_places ADD COLUMN trust TEXT');
  },
};
