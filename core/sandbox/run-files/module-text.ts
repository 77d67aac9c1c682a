import { workspaceRoot } from '../roots.ts';
import { FileFailure } from './file-failure.ts';
import type { FileTree, TreeFile } from './file-tree.ts';
import type { RunWorkspace } from './run-workspace.ts';

/** A module of the workspace under the path it was found at. */
export interface ModuleText {
  path: string;
  text: string;
}

const mostModuleBytes = 1024 * 1024;
const endings = ['', '.ts', '.js', '.mjs', '.json', '/index.ts', '/index.js'];

/** Finds what `import` of a path means: the file itself, with an ending, or the index of a folder; `x.js` may be written as `x.ts`. */
export async function findModule(path: string, workspace: RunWorkspace): Promise<ModuleText> {
  const tree = await workspace.tree();
  if (!path.startsWith(`${workspaceRoot}/`))
    throw new FileFailure('EACCES', 'modules are imported from /workspace only');
  const found = candidates(path)
    .map((candidate) => [candidate, fileAt(tree, candidate)] as const)
    .find(([, file]) => file !== undefined);
  if (!found?.[1]) throw new FileFailure('ENOENT', 'there is no such file in /workspace');
  const [at, file] = found;
  if (file.sizeBytes > mostModuleBytes)
    throw new FileFailure('EFBIG', `a module may have ${mostModuleBytes} bytes, not ${file.sizeBytes}`);
  return { path: at, text: Buffer.from(await workspace.read(file)).toString('utf8') };
}

function candidates(path: string): string[] {
  const asTypeScript = /\.m?js$/.test(path) ? [path.replace(/js$/, 'ts')] : [];
  return [...endings.map((ending) => path + ending), ...asTypeScript];
}

function fileAt(tree: FileTree, path: string): TreeFile | undefined {
  try {
    const node = tree.find(path);
    return node?.kind === 'file' ? node : undefined;
  } catch {
    // a name above it is a file's
    return undefined;
  }
}
