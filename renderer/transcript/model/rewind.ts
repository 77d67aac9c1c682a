import type { Building } from './building.ts';
import type { EventOf, Notice } from './items.ts';

/** Puts the rows from `to_seq` on into a fold: they no longer belong to what the agent reads. */
export function fold(to: Building, seq: number, event: EventOf<'holdfast.rewound'>): void {
  const from = to.items.findIndex((item) => item.seq >= event.to_seq);
  const items = from === -1 ? [] : to.items.splice(from);
  to.workedMs = null;
  to.state = { ...to.state, status: 'idle', since: null, waitsFor: [] };
  // grants, rules and modes are not taken back by a rewind: they stay in sight
  const lasting = items.filter((item) => item.kind === 'notice' && lastingNotices.has(item.notice.kind));
  const folded = items.filter((item) => !lasting.includes(item));
  to.items.push(...lasting);
  if (folded.length > 0) {
    to.items.push({
      key: event.id,
      seq: folded[0]?.seq ?? seq,
      kind: 'fold',
      items: folded,
      at: event.processed_at,
    });
  }
}

const lastingNotices = new Set<Notice['kind']>([
  'folder_granted',
  'folder_revoked',
  'rule_added',
  'rule_revoked',
  'forked',
  'mode_changed',
  'vaults_given',
  'paused',
  'resumed',
]);
