import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { confinedArgv, exportHome, quote } from './confine.ts';

/** A program that talks over its standard input and output for as long as it is wanted, not a command that ends. */
export interface ProgramToConfine {
  /** The whole path of the program. */
  path: string;
  args: readonly string[];
  /** Its own, to write, by its real path; it begins there. */
  folder: string;
  /** What else of the owner's files it may reach; real paths. */
  folders: readonly { path: string; access: 'read' | 'read_write' }[];
}

/** How it is started. What it gets of the environment is its starter's; `end` when it is gone. */
export interface ConfinedProgram {
  path: string;
  args: readonly string[];
  end(): void;
}

/**
 * Puts a program behind the operating system's own walls, as commands are: the system's programs for reading, the named folders, no
 * network, no other process. Nothing is started here.
 */
export async function confineProgram(program: ProgramToConfine): Promise<ConfinedProgram> {
  const { path, args, folder, folders } = program;
  const readable = folders.map((each) => each.path);
  const writable = folders.filter(({ access }) => access === 'read_write').map((each) => each.path);
  const { argv, end } = await confinedArgv({
    command: `${exportHome(folder, folder)}; cd ${quote(folder)} || exit 126\nexec ${[path, ...args].map(quote).join(' ')}`,
    cwd: folder,
    allowRead: [...placesOfProgram(path), ...readable, folder],
    allowWrite: [...writable, folder],
  });
  const [first = '', ...rest] = argv;
  return { path: first, args: rest, end };
}

// the program itself wherever it lies, what lies beside it, and the library that belongs to it: a Node of the owner's own, with its npx
function placesOfProgram(path: string): string[] {
  const real = realpathSync(path);
  const places = [path, dirname(path), real];
  for (const folder of [dirname(path), dirname(real)])
    if (basename(folder) === 'bin') places.push(join(dirname(folder), 'lib', 'node_modules'));
  return [...new Set(places)].filter((place) => existsSync(place));
}
