import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { HoldfastError, type Logger } from '../../base/index.ts';
import type { ConfinedProgram, HostCommands } from '../../sandbox/index.ts';
import { createScanner } from '../../vault/index.ts';
import type { StdioConfinement } from './connection.ts';
import { limits } from './limits.ts';
import { LineReader } from './line-reader.ts';
import { findProgram } from './programs.ts';

export interface StdioOptions {
  /** As the owner knows the server, for the log. */
  name: string;
  command: string;
  args: readonly string[];
  /** Beside PATH the whole environment. */
  environment: Readonly<Record<string, string>>;
  /** Null: with the owner's rights. */
  confinement: StdioConfinement | null;
  /** Secrets that the owner gave it: masked in what it answers and writes, in every form the scanner knows. */
  granted: readonly string[];
  confine: HostCommands['confine'];
  logger: Logger;
}

/** Why a program that was talked to is not there any more, in words. */
export interface ProgramTransport extends Transport {
  ending(): string | null;
}

/**
 * Talks to a program over its standard input and output. The SDK's own transport gives a program the owner's home, user and shell
 * in its environment and leaves its children behind; this one gives it nothing that was not granted, an empty folder of its own to
 * stand in, a process group that is killed as a whole, and stops it when it floods or talks garbage.
 */
export function stdioTransport(options: StdioOptions): ProgramTransport {
  const { name, logger } = options;
  const scanner = createScanner([...options.granted]);
  let child: ChildProcess | null = null;
  let folder: string | null = null;
  let walls: ConfinedProgram | null = null;
  let ending: string | null = null;
  let closed: Promise<void> | null = null;
  let isOver = false;

  const transport: ProgramTransport = {
    async start() {
      if (child) throw new HoldfastError('internal', 'the program was started already');
      const program = findProgram(options.command, process.env.PATH ?? '');
      folder = await realpath(await mkdtemp(join(tmpdir(), 'holdfast-mcp-')));
      const { args, confinement } = options;
      walls = confinement && (await options.confine({ path: program.path, args, folder, ...confinement }));
      child = spawn(walls?.path ?? program.path, walls?.args ?? args, {
        env: { ...program.environment, TMPDIR: folder, ...options.environment },
        cwd: folder,
        detached: process.platform !== 'win32',
        windowsHide: true,
        shell: false,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      await listenTo(child);
    },

    send(message) {
      const input = child?.stdin;
      if (!input || isOver || !input.writable)
        return Promise.reject(new HoldfastError('mcp_connection_failed', ending ?? 'The program ended.'));
      return new Promise((resolve, reject) => {
        input.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
      });
    },

    close() {
      closed ??= end();
      return closed;
    },
    ending: () => ending,
  };

  function listenTo(running: ChildProcess): Promise<void> {
    const reader = new LineReader({
      clean: (line) => scanner.scrubText(line),
      onMessage: (message: JSONRPCMessage) => transport.onmessage?.(message),
      onTooMuch: (why) => stop(why),
    });
    running.stdout?.on('data', (chunk: Buffer) => reader.add(chunk));
    listenToErrors(running);
    // a program that closed its input while it was written to; that it ended is heard below
    running.stdin?.on('error', (error) => transport.onerror?.(error));
    running.on('close', (code, signal) => {
      isOver = true;
      ending ??= `The program ended ${signal ? `by ${signal}` : `with code ${code}`}.`;
      void transport.close();
    });
    return new Promise((resolve, reject) => {
      running.once('spawn', resolve);
      running.once('error', (error) => {
        isOver = true;
        ending ??= `The program could not be started: ${error.message}`;
        reject(new HoldfastError('mcp_connection_failed', ending));
      });
    });
  }

  // it may hold anything: only its beginning is kept, and only in the log
  function listenToErrors(running: ChildProcess): void {
    let left: number = limits.stderrUnits;
    const cleaning = scanner.stream();
    running.stderr?.on('data', (chunk: Buffer) => {
      if (left <= 0) return;
      const text = Buffer.from(cleaning.push(chunk)).toString('utf8').slice(0, left);
      if (text === '') return;
      left -= text.length;
      logger.info(`MCP server ${name} wrote`, left <= 0 ? `${text} […]` : text);
    });
  }

  function stop(why: string): void {
    ending ??= why;
    transport.onerror?.(new HoldfastError('mcp_connection_failed', why));
    void transport.close();
  }

  async function end(): Promise<void> {
    const running = child;
    if (running && !isOver) {
      const gone = new Promise<void>((resolve) => running.once('close', () => resolve()));
      running.stdin?.end();
      killGroup(running, 'SIGTERM');
      const timer = setTimeout(() => killGroup(running, 'SIGKILL'), limits.endMs);
      await gone;
      clearTimeout(timer);
    }
    // what it left behind goes, too
    if (running) killGroup(running, 'SIGKILL');
    walls?.end();
    if (folder) await rm(folder, { recursive: true, force: true });
    transport.onclose?.();
  }

  return transport;
}

function killGroup(running: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const { pid } = running;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    else process.kill(-pid, signal);
  } catch (caught) {
    const isGone = caught instanceof Error && 'code' in caught && caught.code === 'ESRCH';
    if (!isGone) throw caught;
  }
}
