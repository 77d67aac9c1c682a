import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import type { CallPreview } from '../gate/index.ts';
import type { Mounts } from '../sandbox/index.ts';
import { errorOutcome, type Tool, textOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import { type Operation, type Plan, planOperations } from './file-operations.ts';
import { fileProblem, placeOf, withFileRefusals } from './files.ts';
import type { ToolParts } from './ports.ts';
import { count, quoted, size } from './wording.ts';

const path = z.string().min(1).describe('/workspace/…, /mnt/session/… or /mnt/folders/<name>/…');
const operation = z.discriminatedUnion('action', [
  z.object({ action: z.literal('move'), from: path, to: path.describe('The whole new path; must be free') }),
  z.object({ action: z.literal('copy'), from: path, to: path.describe('The whole new path; must be free') }),
  z.object({ action: z.literal('delete'), path: path.describe('A file, or a folder with all in it') }),
  z.object({ action: z.literal('make_folder'), path }),
]);
const input = z.object({
  operations: z.array(operation).min(1).max(1000).describe('In the order in which they are done'),
});

const mostListed = 100;

/** `manage_files`: moves, copies and deletes files and folders, from an exact list that the owner sees before. */
export function manageFilesTool(parts: ToolParts): Tool {
  return defineTool({
    name: 'manage_files',
    description:
      'Moves, renames, copies and deletes files and folders, and makes folders, by an exact list that is done in order. Nothing is ever overwritten. Give all operations of a task in one call: the owner is asked once, with the whole list, and can undo it. Look with glob first; name real paths.',
    inputSchema: input,
    labels: {
      recovery: 'effectful',
      reversibility: 'compensable',
      effect: 'local',
      output: 'echo',
      sinks: ['operations'],
      payload: [],
    },
    async preview({ operations }, { sessionId }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'manage_files' });
      const first = operations[0];
      return withFileRefusals(mounts, first ? pathOf(first) : '', async () =>
        previewOf(mounts, operations, await planOperations(mounts, operations)),
      );
    },
    async run({ operations }, { sessionId, toolUseId, signal }) {
      const mounts = await parts.mounts({ sessionId, writtenBy: 'manage_files', toolUseId });
      return parts.turns.inTurn(`${sessionId} files`, async () => {
        for (const [index, each] of operations.entries()) {
          const problem = await attempt(mounts, each, signal);
          if (problem === null) continue;
          const before = index === 0 ? 'Nothing was changed' : `The first ${index} were done`;
          return errorOutcome(
            `Operation ${index + 1} (${inWords(each)}): ${problem} ${before}; the rest was not tried.`,
            {
              done: index,
              of: operations.length,
            },
          );
        }
        return textOutcome(`${count(operations.length, 'operation')} done.`, { done: operations.length });
      });
    },
  });
}

async function attempt(mounts: Mounts, each: Operation, signal: AbortSignal): Promise<string | null> {
  try {
    signal.throwIfAborted();
    await perform(mounts, each);
    return null;
  } catch (caught) {
    if (signal.aborted) return 'Stopped by the owner.';
    if (caught instanceof HoldfastError && caught.details.reason === 'taken')
      return 'There is something at the new path already.';
    const problem = fileProblem(caught, pathOf(each), mounts);
    if (problem === undefined) throw caught;
    return problem;
  }
}

async function perform(mounts: Mounts, each: Operation): Promise<void> {
  switch (each.action) {
    case 'move':
      return mounts.move(each.from, each.to);
    case 'copy':
      return copy(mounts, each.from, each.to);
    case 'delete':
      await mounts.remove(each.path, { isRecursive: true });
      return;
    case 'make_folder':
      return mounts.makeFolder(each.path);
    default:
      return each satisfies never;
  }
}

async function copy(mounts: Mounts, from: string, to: string): Promise<void> {
  const entry = await mounts.stat(from);
  const files = [entry];
  if (entry.kind === 'folder') {
    files.length = 0;
    for await (const below of mounts.walk(from, { maxEntries: Number.POSITIVE_INFINITY }))
      if (below.kind === 'file') files.push(below);
  }
  for (const file of files) {
    const { bytes } = await mounts.readFile(file.path);
    await mounts.writeFile(`${placeOf(mounts, to).path}${file.path.slice(entry.path.length)}`, bytes, {
      expectedSha256: null,
      isExecutable: file.isExecutable === true,
    });
  }
}

function pathOf(each: Operation): string {
  return 'path' in each ? each.path : each.from;
}

function inWords(each: Operation): string {
  return 'path' in each
    ? `${each.action} ${quoted(each.path)}`
    : `${each.action} ${quoted(each.from)} to ${quoted(each.to)}`;
}

function previewOf(mounts: Mounts, operations: readonly Operation[], plan: Plan): CallPreview {
  const isOutside = plan.folders.length > 0;
  const where = isOutside
    ? `in your ${plan.folders.length === 1 ? 'folder' : 'folders'} ${plan.folders.map(quoted).join(', ')}`
    : 'in the session’s workspace';
  const parts = [
    plan.moved > 0 ? `move ${count(plan.moved, 'file')}` : '',
    plan.copied > 0 ? `copy ${count(plan.copied, 'file')}` : '',
    plan.deleted > 0 ? `delete ${count(plan.deleted, 'file')} (${size(plan.deletedBytes)})` : '',
    plan.foldersMade > 0 ? `make ${count(plan.foldersMade, 'folder')}` : '',
  ].filter((part) => part !== '');
  const doing = parts.length === 0 ? 'Change nothing' : parts.join(', ');
  const undo = !isOutside
    ? ''
    : plan.cannotBeUndone > 0
      ? ` ${count(plan.cannotBeUndone, 'deleted file')} cannot be brought back: too large to be kept.`
      : ' You can undo it later.';
  const listed = operations.slice(0, mostListed).map((each) => ({
    label: labels[each.action],
    value:
      'path' in each
        ? placeOf(mounts, each.path).path
        : `${placeOf(mounts, each.from).path}\n→ ${placeOf(mounts, each.to).path}`,
  }));
  const more = operations.length - listed.length;
  return {
    sentence: `${doing.charAt(0).toUpperCase()}${doing.slice(1)} ${where}.${undo}`,
    target: isOutside ? 'folder' : 'workspace',
    effect: isOutside && plan.cannotBeUndone > 0 ? 'destructive' : 'local',
    reversibility: isOutside && plan.cannotBeUndone > 0 ? 'irreversible' : 'reversible',
    paths: plan.paths,
    facts: [
      ...listed,
      ...(more > 0 ? [{ label: 'And', value: `${more} more, in the exact call below` }] : []),
    ],
    diffs: [],
    asksBecause: isOutside ? [`It changes files in your folder ${plan.folders.map(quoted).join(', ')}.`] : [],
    // deleting is in it: a rule would allow more than its words
    ruleOffered: null,
    reach: { deletes: plan.deletedOutside, changes: plan.changedOutside },
  };
}

const labels = { move: 'Move', copy: 'Copy', delete: 'Delete', make_folder: 'New folder' } as const;
