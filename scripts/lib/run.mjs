import { spawn } from 'node:child_process';
import { withoutAsar } from './no-asar.mjs';

/**
 * Runs a program to its end. Its output is returned; with `stdio: 'stderr'` it goes to our stderr instead. A program
 * that cannot be started, or that runs longer than `timeoutMs`, gives a code other than 0 and never throws.
 */
export function run(program, args, { cwd, env, timeoutMs, stdio = 'collect' } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      env: withoutAsar(env ?? process.env),
      stdio: stdio === 'stderr' ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout?.on('data', (piece) => (stdout += piece));
    child.stderr?.on('data', (piece) => (stderr += piece));
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, timeoutMs)
      : undefined;
    const finish = (code, error = '') => {
      clearTimeout(timer);
      done({ code: timedOut ? 124 : code, stdout, stderr: stderr + error, timedOut });
    };
    child.on('error', (error) => finish(127, error.message));
    child.on('close', (code, signal) => finish(code ?? (signal ? 1 : 0)));
  });
}

/** Runs npm: the one that started us when there is one, else the one on PATH. */
export function npm(args, options = {}) {
  const { npm_execpath: cli, ...env } = process.env;
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], { env, ...options });
  return process.platform === 'win32'
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], { env, ...options })
    : run('npm', args, { env, ...options });
}
