import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesUnchanged, readJson } from './files.mjs';
import { inRoot, root, runtimeDir } from './paths.mjs';
import { pinnedElectronVersion, standIn } from './pins.mjs';
import { Stop } from './say.mjs';

export const stampPath = join(runtimeDir, 'runtime.json');

/** What the stamp must agree with; when a pin changes, setup chooses again. */
export const pins = () => `${pinnedElectronVersion()} ${standIn.sha512}`;

/** The runtime that setup chose: {kind, electronVersion, distPath, executable, betterSqlite3Alias}, with absolute paths. */
export function readRuntime() {
  const stamp = readJson(stampPath);
  if (!stamp) throw new Stop('There is no runtime yet. Run: npm run setup');
  return {
    kind: stamp.kind,
    electronVersion: stamp.electronVersion,
    distPath: inRoot(stamp.distPath),
    executable: inRoot(stamp.executable),
    betterSqlite3Alias: stamp.betterSqlite3Alias ? inRoot(stamp.betterSqlite3Alias) : null,
  };
}

/** True when the recorded runtime is the one the pins ask for, and its key files are unchanged. */
export async function isRuntimeWhole() {
  const stamp = readJson(stampPath);
  if (stamp?.pins !== pins()) return false;
  return filesUnchanged(stamp.kind === 'stand-in' ? runtimeDir : root, stamp.files);
}

/** What electron, electron-vite and our own configs read to find the runtime. */
export function runtimeEnv(runtime = readRuntime()) {
  return {
    ELECTRON_EXEC_PATH: runtime.executable,
    ...(runtime.kind === 'stand-in' ? { ELECTRON_OVERRIDE_DIST_PATH: runtime.distPath } : {}),
  };
}

/** Only root needs it (Chromium refuses its sandbox there); nobody else ever gets it. */
export const sandboxArguments = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** Runs a script on Electron's own Node. Gives its exit code. */
export function runElectronAsNode(args, { env = {}, ...options } = {}) {
  const marker = pathToFileURL(inRoot('scripts', 'lib', 'exit-marker.mjs')).href;
  return launch(readRuntime().executable, ['--import', marker, ...args], {
    ...options,
    env: { ...process.env, ...runtimeEnv(), ...env, ELECTRON_RUN_AS_NODE: '1', HOLDFAST_EXIT_FD: '3' },
  });
}

/** Opens Electron with a window. Gives its exit code. */
export function runElectron(args, { env = {}, ...options } = {}) {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env;
  return launch(readRuntime().executable, [...sandboxArguments(), ...args], {
    ...options,
    env: { ...inherited, ...runtimeEnv(), ...env },
  });
}

const graceMs = 3000;

/**
 * Starts a child, hands it our signals, and gives its exit code. Electron as Node sometimes stays alive after its
 * exit handlers have run: the child writes its code to descriptor 3 there (exit-marker.mjs), and one that is still
 * alive `graceMs` later is killed and counts as ended with that code.
 */
export function launch(
  executable,
  args,
  { cwd = root, env = process.env, stdio = 'inherit', timeoutMs } = {},
) {
  const streams = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const child = spawn(executable, args, { cwd, env, stdio: [...streams, 'pipe'] });
  return new Promise((done, fail) => {
    let announced;
    const timers = timeoutMs ? [setTimeout(() => child.kill('SIGKILL'), timeoutMs)] : [];
    // A terminal sends Ctrl+C to the whole group: forwarding it as well would make it two.
    const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? true : child.kill(signal));
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const watch = whenParentEnds(() => child.kill('SIGTERM'));
    const finish = (settle) => {
      for (const timer of timers) clearTimeout(timer);
      clearInterval(watch);
      for (const signal of signals) process.off(signal, forward);
      settle();
    };
    child.stdio[3].on('data', (piece) => {
      announced = Number(piece.toString());
      timers.push(setTimeout(() => child.kill('SIGKILL'), graceMs));
    });
    child.stdio[3].on('error', () => {}); // The pipe breaks when the child dies; `exit` tells of it.
    child.on('error', (error) => finish(() => fail(error)));
    child.on('exit', (code, signal) => finish(() => done(announced ?? code ?? exitCodeOf(signal))));
  });
}

/**
 * npm hands a signal to the shell between it and us, not to us; the shell dies of it. So under npm, losing our parent
 * means: stop.
 */
function whenParentEnds(stop) {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return undefined;
  return setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 200);
}

/** As shells do it: 128 and the signal's number. */
const exitCodeOf = (signal) =>
  128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }[signal] ?? 0);
