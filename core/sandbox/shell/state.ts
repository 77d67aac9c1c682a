import { z } from 'zod';
import { HoldfastError } from '../../base/index.ts';
import type { Mounts } from '../mounts.ts';
import { workspaceRoot } from '../roots.ts';
import type { ShellState } from './messages.ts';

/** Where the state lies: a file of the workspace, so it lands with a command's changes, lives as long, and goes along into a fork. */
export const statePath = `${workspaceRoot}/.shell/state.json`;
const mostBytes = 64 * 1024;

const stateSchema = z.object({
  cwd: z.string(),
  previous: z.string().optional(),
  variables: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()),
});

/** How a shell begins: in the workspace, with no variables of its own. */
export const newState: ShellState = { cwd: workspaceRoot, variables: {} };

/** What the last command left. A file that is not ours any more, and a folder that is gone, begin anew. */
export async function readState(mounts: Mounts): Promise<ShellState> {
  try {
    const { bytes } = await mounts.readFile(statePath, { length: mostBytes });
    const state = stateSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const { cwd, previous, variables } = state;
    return {
      cwd: (await isFolder(mounts, cwd)) ? cwd : workspaceRoot,
      ...(previous !== undefined && (await isFolder(mounts, previous)) ? { previous } : {}),
      variables,
    };
  } catch (caught) {
    if (isExpected(caught)) return newState;
    throw caught;
  }
}

async function isFolder(mounts: Mounts, path: string): Promise<boolean> {
  if (!path.startsWith('/')) return false;
  try {
    return (await mounts.stat(path)).kind === 'folder';
  } catch (caught) {
    if (caught instanceof HoldfastError) return false;
    throw caught;
  }
}

const isExpected = (caught: unknown) =>
  caught instanceof HoldfastError || caught instanceof SyntaxError || caught instanceof z.ZodError;

/** The file that keeps a state; undefined when it is as before, and when it is more than is kept (64 KB). */
export function stateFile(
  before: ShellState,
  after: ShellState,
): { path: string; bytes: Uint8Array } | undefined {
  const text = JSON.stringify(after);
  if (text === JSON.stringify(before)) return undefined;
  const bytes = Buffer.from(text, 'utf8');
  return bytes.byteLength > mostBytes ? undefined : { path: statePath, bytes };
}
