import type { MessagePort } from 'node:worker_threads';
import { Bash, type CommandName, getCommandNames, MountableFs } from 'just-bash';
import { FolderView } from './folder-view.ts';
import type { FromShell, ShellWorkerData } from './messages.ts';
import { beginningIn, OutputSink, outputFolder, streaming } from './output.ts';
import { createQuestions } from './questions.ts';
import { WorkspaceCopy } from './workspace-copy.ts';

// they start threads or processes of their own, or reach for the network
const leftOut: readonly string[] = ['sqlite3', 'curl', 'python', 'python3', 'js-exec', 'node'];

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
    const output = new OutputSink((stream, text) => send({ type: 'output', stream, text }));
    const { cwd, previous } = shell.state;
    const bash = new Bash({
      fs: new MountableFs({
        base: workspace,
        mounts: [...mounts, { mountPoint: outputFolder, filesystem: output }],
      }),
      cwd: previous ?? cwd,
      env: { HOME: '/workspace', TMPDIR: '/tmp', OLDPWD: previous ?? cwd, ...shell.state.variables },
      commands: getCommandNames().filter((name): name is CommandName => !leftOut.includes(name)),
      // not the limit: whoever ends the thread at its time leaves nothing half done, the library would go on and keep what there is
      executionLimits: { maxExecutionTimeMs: shell.timeMs * 2 + 60_000 },
    });
    const ownNames = new Set(Object.keys(bash.getEnv()).filter((name) => !(name in shell.state.variables)));
    bash.registerTransformPlugin({
      name: 'holdfast',
      transform({ ast }) {
        const script = streaming(ast);
        return { ast: previous === undefined ? script : beginningIn(cwd, script) };
      },
    });
    const { stdout, stderr, exitCode, env } = await bash.exec(shell.command);
    // what no statement of its own wrote
    output.take('stdout', stdout);
    output.take('stderr', stderr);
    output.flush();
    const after = env.PWD ?? cwd;
    const left = env.OLDPWD ?? cwd;
    const isUnmoved = previous === undefined && after === cwd && left === cwd;
    const changes = await workspace.changes();
    send({
      type: 'end',
      exitCode,
      output: output.text(),
      changes,
      state: {
        cwd: after,
        ...(isUnmoved ? {} : { previous: left }),
        variables: Object.fromEntries(
          Object.entries(env).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && !ownNames.has(name)),
        ),
      },
    });
  } catch (caught) {
    send({ type: 'failed', message: caught instanceof Error ? caught.message : String(caught) });
  }
}
