import { resolve } from 'node:path';

const commands = ['serve', 'run'];

/**
 * The words after the executable when the packaged app is used as the `holdfast` command (`holdfast serve …`), or null
 * when it should open its window. In a checkout the CLI runs on Electron's Node instead, so there it is always null.
 */
export function commandLine(argv: readonly string[], isPackaged: boolean): string[] | null {
  const [first, ...rest] = argv.slice(1);
  return isPackaged && first !== undefined && commands.includes(first) ? [first, ...rest] : null;
}

/** The folder named by `--data-dir D`, `--data-dir=D` or HOLDFAST_DATA_DIR, absolute; null: the usual place. */
export function namedDataFolder(argv: readonly string[], environment: NodeJS.ProcessEnv): string | null {
  const index = argv.findIndex((word) => word === '--data-dir' || word.startsWith('--data-dir='));
  const word = argv[index];
  const named = word === '--data-dir' ? argv[index + 1] : word?.slice('--data-dir='.length);
  const folder = named || environment.HOLDFAST_DATA_DIR;
  return folder ? resolve(folder) : null;
}
