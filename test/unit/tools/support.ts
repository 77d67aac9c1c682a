import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject, onTestFinished } from 'vitest';
import { silentLogger, systemRuntime } from '../../../core/base/index.ts';
import { openLocalData } from '../../../core/db/local.ts';
import { createLog } from '../../../core/log/index.ts';
import { createAppend, createForget, createLogStore } from '../../../core/log/worker.ts';
import { createPalace } from '../../../core/palace/index.ts';
import { createPalaceStore, projectPalace, removeSessionFromPalace } from '../../../core/palace/worker.ts';
import {
  createMounts,
  createSandboxPool,
  createShell,
  createWorkspaces,
  openFolder,
  type RunLimits,
} from '../../../core/sandbox/index.ts';
import * as sandboxStore from '../../../core/sandbox/worker.ts';
import {
  createTools,
  errorOutcome,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolPorts,
} from '../../../core/tools/index.ts';

let pool: ReturnType<typeof createSandboxPool> | undefined;
afterAll(() => pool?.close());
const openPool = () => (pool ??= createSandboxPool({ workerPath: inject('workers').sandbox }));

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast tools ')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Tools over a real database, a real sandbox and a real folder called Invoices; calls are logged as the harness logs them. */
export async function openHands(
  options: {
    access?: 'read' | 'read_write';
    limits?: Partial<RunLimits>;
    web?: ToolPorts['web'];
    hostCommands?: ToolPorts['hostCommands'];
    /** Tools that the agent's definition switches off. */
    without?: readonly string[];
    /** Tools besides the built-in ones. */
    extra?: readonly Tool[];
  } = {},
) {
  const runtime = systemRuntime();
  const append = createAppend([projectPalace]);
  const data = openLocalData({
    dataDir: temporaryFolder(),
    runtime,
    rooms: {
      log: createLogStore({ append, removers: [removeSessionFromPalace] }),
      palace: createPalaceStore({ append, forgetPart: createForget(append) }),
      sandbox: { commands: sandboxStore.commands, queries: sandboxStore.queries },
    },
  });
  const log = createLog(data, runtime);
  const palace = createPalace({ data, logger: silentLogger });
  onTestFinished(async () => {
    await palace.close();
    await data.close();
  });
  const root = temporaryFolder();
  const workspaces = createWorkspaces(data);
  const newSession = async (title: string) =>
    (await log.createSession({ agent: {}, environmentId: 'env', title, metadata: {} })).id;
  const sessionId = await newSession('Hands');
  const toolset = createTools({
    sandbox: openPool(),
    shell: createShell({ workerPath: inject('workers').sandbox }),
    palace,
    structure: palace,
    log,
    clock: runtime.clock,
    web: options.web ?? null,
    ...(options.hostCommands ? { hostCommands: options.hostCommands } : {}),
    mounts: async (input) => {
      const folder = openFolder({ root, access: options.access ?? 'read_write', random: runtime.random });
      return createMounts(workspaces.open(input.sessionId, input.writtenBy), [
        { name: 'Invoices', fileSystem: folder },
      ]);
    },
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.extra ? { extra: options.extra } : {}),
  });
  const configs = (options.without ?? []).map((name) => ({ name, enabled: false }));
  const ofAgent = toolset.forAgent([{ type: 'agent_toolset_20260401', configs }]);
  const output: string[] = [];
  const controller = new AbortController();
  /** Names of tools that the owner denies. */
  const denied = new Set<string>();

  const call = async (
    name: string,
    input: Record<string, unknown>,
    session = sessionId,
  ): Promise<ToolOutcome> => {
    const tool = ofAgent.get(name);
    if (!tool) return errorOutcome(`no tool ${name}`);
    const checked = tool.inputSchema.safeParse(input);
    if (!checked.success) return errorOutcome(`bad input: ${checked.error.message}`);
    const toolUseId = runtime.ids.next('sevt');
    await log.append({
      sessionId: session,
      events: [{ id: toolUseId, type: 'agent.tool_use', name, input }],
    });
    const context: ToolContext = {
      sessionId: session,
      toolUseId,
      idempotencyKey: toolUseId,
      startedAt: runtime.clock.now(),
      signal: controller.signal,
      output: (stream, text) => output.push(`${stream}: ${text}`),
      callTool: (nested, nestedInput) => call(nested, nestedInput as Record<string, unknown>, session),
    };
    const outcome = denied.has(name) ? errorOutcome('Denied by the owner.') : await tool.run(input, context);
    await log.append({
      sessionId: session,
      events: [
        {
          type: 'agent.tool_result',
          tool_use_id: toolUseId,
          content: outcome.content,
          is_error: outcome.isError,
          holdfast: {
            output_label: tool.labels.output,
            ...(outcome.details ? { details: outcome.details } : {}),
          },
        },
      ],
    });
    return outcome;
  };
  const preview = async (name: string, input: Record<string, unknown>) => {
    const tool = toolset.get(name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool.preview(input, { sessionId, signal: controller.signal });
  };
  /** Puts a real file into the granted folder. */
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  /** Paths of the workspace's files, in order. */
  const workspaceFiles = async () => {
    const paths: string[] = [];
    for await (const { path } of workspaces.files(sessionId)) paths.push(path);
    return paths;
  };
  /** Attaches a file, as the owner does. */
  const upload = (name: string, content: string | Uint8Array) =>
    workspaces.open(sessionId, 'owner').uploads.writeFile(name, Buffer.from(content));
  return {
    workspaceFiles,
    upload,
    toolset,
    call,
    preview,
    put,
    root,
    output,
    controller,
    denied,
    log,
    palace,
    sessionId,
    newSession,
  };
}

/** The text of an outcome, with `ERROR: ` before it when it failed. */
export function textOf(outcome: ToolOutcome): string {
  const text = outcome.content
    .map((block) => (block.type === 'text' ? block.text : `[${block.type}]`))
    .join('\n');
  return outcome.isError ? `ERROR: ${text}` : text;
}
