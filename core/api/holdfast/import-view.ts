import { describeError } from '../../base/index.ts';
import { type Staged, type StagedItem, trustOf } from '../../imports/index.ts';
import type { Import, ImportItem, ImportSummary } from '../contract.ts';

/** An import as it is listed. */
export function importSummary(staged: Staged): ImportSummary {
  return {
    id: staged.id,
    state: staged.state,
    created_at: new Date(staged.createdAt).toISOString(),
    wing: staged.wing,
    files: staged.files.slice(0, 200).map(({ name, sizeBytes }) => ({ name, size_bytes: sizeBytes })),
    items: staged.items.length,
    progress: staged.progress,
    taken: staged.taken,
    error:
      staged.error === null
        ? null
        : {
            code: staged.error.code,
            message: `${describeError(staged.error.code).sentence} (${staged.error.message})`,
            next_step: describeError(staged.error.code).nextStep,
          },
  };
}

/** An import with everything that was found in it. */
export function importView(staged: Staged): Import {
  const { problems, moreProblems, unread } = staged.found;
  return {
    ...importSummary(staged),
    items: staged.items.map(itemView),
    speakers: speakersOf(staged.items),
    problems,
    more_problems: moreProblems,
    unread_files: unread,
  };
}

function itemView(item: StagedItem): ImportItem {
  const { hash: _, leftOut, isChosen, trust: __, secretNames: ___, speakers, ...told } = item;
  return {
    ...told,
    speakers: speakers.map((speaker) => ({ ...speaker, trust: trustOf(item, speaker.side, speaker.name) })),
    left_out: Object.entries(leftOut).map(([kind, count]) => ({ kind, count })),
    take: isChosen,
  };
}

function speakersOf(items: readonly StagedItem[]): Import['speakers'] {
  const all = new Map<string, Import['speakers'][number]>();
  for (const item of items)
    for (const { name, side, messages } of item.speakers) {
      const trust = trustOf(item, side, name);
      const known = all.get(`${side} ${name}`);
      if (!known) all.set(`${side} ${name}`, { name, side, messages, trust, items: 1 });
      else {
        known.messages += messages;
        known.items += 1;
        if (known.trust !== trust) known.trust = null;
      }
    }
  return [...all.values()].sort((left, right) => right.messages - left.messages).slice(0, 500);
}
