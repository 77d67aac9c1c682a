import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemRuntime } from '../../../core/base/index.ts';
import type { Tx } from '../../../core/db/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import {
  createMounts,
  createRunFiles,
  createWorkspaces,
  type HostFunction,
  type HostFunctions,
  openFolder,
  type RunInput,
  type SandboxPool,
  type WorkspaceQuota,
} from '../../../core/sandbox/index.ts';
import { commands, queries } from '../../../core/sandbox/worker.ts';
import { runCode } from './support.ts';

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-run-files-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// only what the foreign key asks for
function addSession(tx: Tx, id: string): void {
  tx.run(
    `INSERT INTO sessions (id, agent, environment_id, metadata, created_at, updated_at, status, last_hash, last_event_at, usage)
     VALUES (?, '{}', 'env', '{}', 0, 0, 'idle', x'00', 0, '{}')`,
    id,
  );
}

/** A workspace in a real database and a granted folder called Papers, with runs of code over both. */
export async function openFiles(pool: SandboxPool, quota?: WorkspaceQuota) {
  const runtime = systemRuntime();
  const setup = { commands: { addSession }, queries: {} };
  const data = openLocalData({
    dataDir: temporaryFolder(),
    rooms: { sandbox: { commands, queries }, setup },
    runtime,
  });
  onTestFinished(() => data.close());
  await data.command('setup.addSession', 's');
  const root = temporaryFolder();
  const workspace = createWorkspaces(data, quota).open('s', 'run_code');
  const mounts = createMounts(workspace, [
    { name: 'Papers', fileSystem: openFolder({ root, access: 'read_write', random: runtime.random }) },
  ]);
  const put = (path: string, content: string) => workspace.writeFile(path, Buffer.from(content));
  /** Puts a real file into the granted folder. */
  const putOutside = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  /** `nested` are tools that look at the workspace, and that nobody knows to change it. */
  const run = async (
    code: string,
    { nested = {}, ...input }: Partial<RunInput> & { nested?: HostFunctions } = {},
  ) => {
    const files = createRunFiles({
      mounts: async () => mounts,
      canRead: true,
      canWrite: true,
      now: runtime.clock.now,
      ...(quota ? { quota } : {}),
    });
    const around = Object.entries(nested).map(
      ([name, call]) =>
        [name, (...given) => files.around(() => call(...given), false)] satisfies [string, HostFunction],
    );
    const hostFunctions = { ...input.hostFunctions, ...Object.fromEntries(around) };
    const result = await runCode(pool, code, { internals: files.internals, ...input, hostFunctions });
    await files.end(result.ok || result.reason === 'error');
    return { result, summary: files.summary() };
  };
  const resultOf = async (code: string, input: Partial<RunInput> = {}): Promise<unknown> => {
    const { result } = await run(code, input);
    if (!result.ok) throw new Error(`${result.reason}: ${result.message}\n${result.stack ?? ''}`);
    return result.value;
  };
  /** Every file with its text. */
  const all = async () => {
    const found: [string, string][] = [];
    for await (const { path, kind } of workspace.walk('', { maxEntries: 1000 }))
      if (kind === 'file') found.push([path, Buffer.from((await workspace.readFile(path)).bytes).toString()]);
    return Object.fromEntries(found);
  };
  return { run, resultOf, put, putOutside, all, root, workspace };
}
