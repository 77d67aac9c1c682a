import { fileURLToPath } from 'node:url';
import { systemRuntime } from '../base/index.ts';
import { createHoldfast, type Holdfast, type ModelOverride } from '../holdfast.ts';
import { environmentKeyPort, vaultInside } from '../vault/index.ts';
import { type ApiClient, createApiClient } from './client.ts';
import { dataDirOf } from './data-dir.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** The workers lie beside the bundled command, or where a test's build has put them. */
function workerPath(name: string, env: NodeJS.ProcessEnv): string {
  const folder = env.HOLDFAST_WORKERS;
  return folder
    ? `${folder}/${name}.worker.js`
    : fileURLToPath(new URL(`./${name}.worker.js`, import.meta.url));
}

/**
 * True where the packaged app itself is the command: it cannot start Node (the fuse is off), and Electron starts no process of its kind
 * before the window system is there, so the vault stays in this process.
 */
function isInsideApp(): boolean {
  return 'type' in process && process.type === 'browser';
}

export interface Opened {
  holdfast: Holdfast;
  client: ApiClient;
}

/** Opens the house without a desktop. Rejects with `database_locked` while another Holdfast has the folder. */
export async function openHouse(
  options: { dataDir: string | undefined; model?: ModelOverride | undefined },
  { env, say }: Terminal,
): Promise<Opened> {
  const runtime = systemRuntime();
  const keyPort = environmentKeyPort({ env, random: runtime.random });
  if (keyPort.warning !== undefined && options.model?.provider === 'anthropic') say(`${keyPort.warning}\n`);
  const holdfast = await createHoldfast({
    dataDir: dataDirOf(options.dataDir, env),
    workers: { data: workerPath('holdfast', env), sandbox: workerPath('sandbox', env) },
    host: null,
    keyPort,
    runtime,
    version,
    ...(env.HOLDFAST_EMBEDDER === undefined ? {} : { embedderDir: env.HOLDFAST_EMBEDDER || null }),
    ...(isInsideApp() ? { launchVault: vaultInside(runtime) } : {}),
    ...(options.model === undefined ? {} : { model: options.model }),
  });
  return { holdfast, client: createApiClient((request) => holdfast.fetch(request, { kind: 'in_process' })) };
}

/** Opens, works, and closes whatever happens. */
export async function withHouse<T>(
  options: Parameters<typeof openHouse>[0],
  terminal: Terminal,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const opened = await openHouse(options, terminal);
  try {
    return await work(opened);
  } finally {
    await opened.holdfast.close();
  }
}
