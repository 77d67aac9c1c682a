import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const mostOutputUnits = 8_000_000;
const mostFileBytes = 256 * 1024 * 1024;

// all a program needs to start; of /etc only what holds no secret
const systemFolders = [
  '/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/System', '/Library', '/opt/homebrew', '/private/var/select', '/dev',
  '/etc/alternatives', '/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/etc/localtime', '/etc/timezone',
  '/etc/mime.types', '/etc/fonts', '/etc/ssl/certs', '/etc/ssl/openssl.cnf', '/etc/magic', '/etc/terminfo', '/etc/texmf', '/etc/ImageMagick-6', '/etc/ImageMagick-7', '/etc/python3',
]; // biome-ignore format: a list
const searchPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/opt/homebrew/bin';
// a way out that leads nowhere: without them a program says at once that there is no network
const proxyNames = [
  'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'FTP_PROXY', 'ftp_proxy', 'GRPC_PROXY', 'grpc_proxy', 'RSYNC_PROXY', 'DOCKER_HTTP_PROXY',
  'DOCKER_HTTPS_PROXY', 'GIT_SSH_COMMAND', 'GIT_CONFIG_PARAMETERS', 'JAVA_TOOL_OPTIONS', 'CLOUDSDK_PROXY_TYPE', 'CLOUDSDK_PROXY_ADDRESS', 'CLOUDSDK_PROXY_PORT',
  'CLOUDSDK_PROXY_USERNAME', 'CLOUDSDK_PROXY_PASSWORD',
]; // biome-ignore format: a list

export interface ConfinedInput {
  command: string;
  /** The one folder it may write, by its real path; everything else it can read is the system's programs. */
  folder: string;
  /** Where in it the command begins. */
  cwd: string;
  timeMs: number;
  signal: AbortSignal;
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
}

export type ConfinedEnd =
  | { ended: 'exit'; exitCode: number; output: string }
  | { ended: 'timeout' | 'aborted' | 'output_limit' | 'failed'; message: string };

type Runtime = typeof import('@anthropic-ai/sandbox-runtime')['SandboxManager'];
let started: Promise<Runtime> | undefined;

// one for the process: that is how the library is made. No host is ever allowed through it.
function startRuntime(): Promise<Runtime> {
  started ??= (async () => {
    const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
    await SandboxManager.initialize({
      network: { allowedDomains: [], deniedDomains: [] },
      filesystem: { denyRead: ['/'], allowRead: [], allowWrite: [], denyWrite: [] },
    });
    return SandboxManager;
  })();
  started.catch(() => {
    started = undefined;
  });
  return started;
}

/** Ends what the library keeps open for the process. */
export async function stopRuntime(): Promise<void> {
  const runtime = await started?.catch(() => undefined);
  started = undefined;
  await runtime?.reset();
}

/** What this computer lacks to confine programs, in words for the owner; empty when it can. Looks at what there is, starts nothing. */
export async function missingForConfinement(): Promise<string[]> {
  if (process.platform !== 'linux' && process.platform !== 'darwin')
    return ['There is no sandbox for programs on this system yet.'];
  const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
  return SandboxManager.isSupportedPlatform()
    ? [...SandboxManager.checkDependencies().errors]
    : ['There is no sandbox for programs on this system yet.'];
}

/** Its helper programs: beside the archive where the app is packed into one. */
function helpersFolder(): string {
  const main = createRequire(import.meta.url).resolve('@anthropic-ai/sandbox-runtime');
  return join(dirname(dirname(main)), 'vendor').replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}

/**
 * Makes the arguments by which a shell command is started behind the system's walls (bubblewrap, seatbelt): it sees the system's programs for
 * reading and what is named here, no network and no other process, and dumps no core. `end` when it is over.
 */
export async function confinedArgv(wanted: {
  command: string;
  cwd: string;
  allowRead: readonly string[];
  allowWrite: readonly string[];
  signal?: AbortSignal;
}): Promise<{ argv: readonly string[]; end(): void }> {
  const { command, cwd, allowRead, allowWrite, signal } = wanted;
  const runtime = await startRuntime();
  const helpers = helpersFolder();
  const applyPath = join(helpers, 'seccomp', process.arch, 'apply-seccomp');
  const { argv } = await runtime.wrapWithSandboxArgv(
    `ulimit -c 0; ulimit -f ${mostFileBytes / 512}; unset ${proxyNames.join(' ')}\n${command}`,
    '/bin/sh',
    {
      filesystem: {
        denyRead: ['/'],
        allowRead: [...systemFolders.filter((path) => existsSync(path)), helpers, ...allowRead],
        allowWrite: [...allowWrite],
        denyWrite: [],
      },
      ...(existsSync(applyPath) ? { seccomp: { applyPath } } : {}),
    },
    signal,
    cwd,
    // else its first words stand in the names of its environment
    { commandId: 'holdfast' },
  );
  return { argv, end: () => runtime.cleanupAfterCommand() };
}

/**
 * Runs a shell command confined: `folder` is the one it may write, and its environment has six names. All that it started is ended
 * with it.
 */
export async function runConfined(input: ConfinedInput): Promise<ConfinedEnd> {
  const { folder, cwd, signal, command } = input;
  const home = exportHome(join(folder, 'home'), join(folder, 'tmp'));
  const { argv, end } = await confinedArgv({
    command: `${home}; cd ${quote(cwd)} || exit 126\n${command}`,
    cwd,
    allowRead: [folder],
    allowWrite: [folder],
    signal,
  });
  try {
    return await watch(argv, input);
  } finally {
    end();
  }
}

/** Where a confined program finds its own folders. */
export const exportHome = (home: string, temporary: string) =>
  `export HOME=${quote(home)} TMPDIR=${quote(temporary)}`;

export const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function watch(
  argv: readonly string[],
  { timeMs, signal, onOutput, cwd }: ConfinedInput,
): Promise<ConfinedEnd> {
  return new Promise((resolve) => {
    const [program = '', ...words] = argv;
    const child = spawn(program, words, {
      cwd,
      env: { PATH: searchPath, LANG: 'C.UTF-8', TERM: 'dumb' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stopped: Exclude<ConfinedEnd, { ended: 'exit' }> | undefined;
    const kill = (end: Exclude<ConfinedEnd, { ended: 'exit' }>) => {
      stopped ??= end;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // all of it has ended
      }
    };
    const onAbort = () => kill({ ended: 'aborted', message: 'The command was stopped.' });
    const timer = setTimeout(
      () => kill({ ended: 'timeout', message: `The command ran longer than its limit of ${timeMs} ms.` }),
      timeMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    for (const stream of ['stdout', 'stderr'] as const) {
      const decoder = new StringDecoder('utf8');
      child[stream].on('data', (chunk: Buffer) => {
        const text = decoder.write(chunk);
        if (output.length + text.length > mostOutputUnits) {
          kill({
            ended: 'output_limit',
            message: `The command printed more than ${mostOutputUnits} characters.`,
          });
          return;
        }
        output += text;
        onOutput(stream, text);
      });
    }
    const finish = (end: ConfinedEnd) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(stopped ?? end);
    };
    child.on('error', (error) => finish({ ended: 'failed', message: error.message }));
    child.on('close', (code, signalName) =>
      finish(
        code === null
          ? { ended: 'failed', message: `The command was ended by ${signalName}.` }
          : { ended: 'exit', exitCode: code, output },
      ),
    );
  });
}
