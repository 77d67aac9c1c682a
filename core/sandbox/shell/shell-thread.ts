import type { MessagePort } from 'node:worker_threads';
import { Bash, type CommandName, getCommandNames, MountableFs } from 'just-bash';
import { FolderView } from './folder-view.ts';
import type { FromShell, ShellWorkerData } from './messages.ts';
import { createQuestions } from './questions.ts';
import { WorkspaceCopy } from './workspace-copy.ts';

// they start threads or processes of their own, or reach for the network
const left: readonly string[] = ['sqlite3', 'curl', 'python', 'python3', 'js-exec', 'node'];
const mostOutputUnits = 8_000_000;

/** Runs one command in this thread and says how it ended. Nothing of the host is reached but by questions over `port`. */
export async function serveShell(port: MessagePort, { shell }: ShellWorkerData): Promise<void> {
  const send = (message: FromShell) => port.postMessage(message);
  try {
    const questions = createQuestions(port);
    const workspace = new WorkspaceCopy(shell.files, questions);
    const view = (mountPoint: string, why: string) => ({
      mountPoint,
      filesystem: new FolderView(mountPoint, questions, why),
    });
    const mounts = [
      view('/mnt/session/uploads', 'uploads stay as they are; copy what you want to change'),
      ...shell.folders.map((name) =>
        view(`/mnt/folders/${name}`, "the shell reads the owner's folders; use write or edit to change them"),
      ),
    ];
    const bash = new Bash({
      fs: new MountableFs({ base: workspace, mounts }),
      cwd: shell.state.cwd,
      env: { HOME: '/workspace', TMPDIR: '/tmp', OLDPWD: '/workspace', ...shell.state.variables },
      commands: getCommandNames().filter((name): name is CommandName => !left.includes(name)),
      // not the limit: whoever ends the thread at its time leaves nothing half done, the library would go on and keep what there is
      executionLimits: { maxExecutionTimeMs: shell.timeMs * 2 + 60_000 },
    });
    const ownNames = new Set(Object.keys(bash.getEnv()).filter((name) => !(name in shell.state.variables)));
    const { stdout, stderr, exitCode, env } = await bash.exec(shell.command);
    const changes = await workspace.changes();
    send({
      type: 'end',
      exitCode,
      stdout: stdout.slice(0, mostOutputUnits),
      stderr: stderr.slice(0, mostOutputUnits),
      changes,
      state: {
        cwd: env.PWD ?? shell.state.cwd,
        variables: Object.fromEntries(
          Object.entries(env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !ownNames.has(name)),
        ),
      },
    });
  } catch (caught) {
    send({ type: 'failed', message: caught instanceof Error ? caught.message : String(caught) });
  }
}
