import { describeError } from '../../base/index.ts';
import { type Staged, type StagedItem, speakersOf, trustOf } from '../../imports/index.ts';
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
    items: staged.items.map((item) => itemView(staged, item)),
    speakers: speakersView(staged),
    problems,
    more_problems: moreProblems,
    unread_files: unread,
  };
}

function itemView(staged: Staged, item: StagedItem): ImportItem {
  const { hash: _, leftOut, isChosen, secretNames: __, speakers, ...told } = item;
  return {
    ...told,
    export: exportId(item.export),
    speakers: speakers.map((speaker) => ({
      ...speaker,
      trust: trustOf(staged, { export: item.export, side: speaker.side, name: speaker.name }),
    })),
    left_out: Object.entries(leftOut).map(([kind, count]) => ({ kind, count })),
    take: isChosen,
  };
}

/** More are nobody's to look through. */
const mostSpeakers = 1000;

function speakersView(staged: Staged): Import['speakers'] {
  return speakersOf(staged)
    .slice(0, mostSpeakers)
    .map(({ export: place, ...speaker }) => {
      const { format = 'document', name = '' } = staged.found.exports[place] ?? {};
      return { ...speaker, export: { id: exportId(place), format, name } };
    });
}

const exportPrefix = 'export_';
const exportId = (place: number): string => `${exportPrefix}${place}`;

/** Which export an id names, counted from 0; one that names none is beyond all of them. */
export const exportPlace = (id: string): number =>
  /^export_\d{1,6}$/.test(id) ? Number(id.slice(exportPrefix.length)) : Number.POSITIVE_INFINITY;
