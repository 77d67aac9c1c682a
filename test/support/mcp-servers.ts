import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { inRoot } from '../../scripts/lib/paths.mjs';

const resolve = createRequire(import.meta.url).resolve;

/** The program that runs a server's script: the Node of the machine, as a server is started outside of tests. */
export const node = process.versions.electron === undefined ? process.execPath : 'node';

/** How a server is started, in the shape of the API. */
export interface Program {
  type: 'stdio';
  command: string;
  args: string[];
}

export const everything = (): Program => ({
  type: 'stdio',
  command: node,
  args: [resolve('@modelcontextprotocol/server-everything/dist/index.js'), 'stdio'],
});

/** May read and write below `folder` and nowhere else. */
export const filesystem = (folder: string): Program => ({
  type: 'stdio',
  command: node,
  args: [resolve('@modelcontextprotocol/server-filesystem/dist/index.js'), folder],
});

/** One that misbehaves: test/support/hostile-mcp-server.mjs says how. */
export const hostile = (mode: string, file = ''): Program => ({
  type: 'stdio',
  command: node,
  args: [inRoot('test', 'support', 'hostile-mcp-server.mjs'), mode, file],
});

/** Starts server-everything over streamable HTTP on a free port; `stop` ends it. */
export async function everythingOverHttp(): Promise<{ url: string; stop(): void }> {
  const script = resolve('@modelcontextprotocol/server-everything/dist/index.js');
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(node, [script, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolveWhenUp, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/listening on port/i.test(said)) resolveWhenUp();
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { url: `http://127.0.0.1:${port}/mcp`, stop: () => void child.kill() };
}
