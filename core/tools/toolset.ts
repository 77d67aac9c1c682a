import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { ToolPolicy } from '../gate/index.ts';
import { askUserDeclaration } from './ask-user.ts';
import { bashTool } from './bash.ts';
import type { Tool, ToolDeclaration } from './contract.ts';
import { declareTool } from './define.ts';
import { editTool } from './edit.ts';
import { fetchName, fetchTool, sendToUrlName, sendToUrlTool } from './fetch.ts';
import { globTool } from './glob.ts';
import { grepTool } from './grep.ts';
import { manageFilesTool } from './manage-files.ts';
import { forgetTool } from './memory-forget.ts';
import { reviseTool } from './memory-revise.ts';
import { timelineTool, walkTool } from './memory-structure.ts';
import { askUserName, runCommandName, webFetchName, webSearchName } from './names.ts';
import { createNesting } from './nesting.ts';
import type { ToolParts, ToolPorts } from './ports.ts';
import { readTool } from './read.ts';
import { recallTool } from './recall.ts';
import { recallEventTool } from './recall-event.ts';
import { rememberTool } from './remember.ts';
import { runCodeTool } from './run-code.ts';
import { runCommandTool } from './run-command.ts';
import { thinkTool } from './think.ts';
import { createTurns } from './turns.ts';
import { waitName, waitTool } from './wait.ts';
import { webFetchTool } from './web-fetch.ts';
import { webSearchTool } from './web-search.ts';
import { writeTool } from './write.ts';

/** Tools that code inside `run_code` does not get: itself, those that are for the model alone, and what nothing brings back. */
const notForCode: readonly string[] = ['run_code', 'think', 'forget', waitName, askUserName];

/** The tools of one agent: those its definition switches on, in a stable order, and the custom ones somebody else runs. */
export interface AgentTools {
  declarations: ToolDeclaration[];
  /** Null for a name the agent does not have, and for custom tools. */
  get(name: string): Tool | null;
  isCustom(name: string): boolean;
  /** What the definition says; null where it leaves the tool to ask by itself. */
  policy(name: string): ToolPolicy | null;
}

/** A tool from elsewhere that one session has besides: an MCP server's. */
export interface OfferedTool {
  tool: Tool;
  /** What the agent's definition says of it; null where it leaves the tool to ask by itself. */
  policy: ToolPolicy | null;
}

export interface Toolset {
  /** Every built-in tool, as an agent with all of them has it. */
  list(): Tool[];
  get(name: string): Tool | null;
  /** The tool whose switch and policy count for this one: what `fetch` of code comes to is the web's. */
  governs(name: string): string;
  /** Names that nobody else's tool may have, also of tools that are not there now. */
  ourNames(): readonly string[];
  /**
   * The tools of an agent, from the `tools` of its definition in the shape of the Managed Agents API. What it does not know it leaves
   * out; `offered` it has besides, as far as no name of ours is taken.
   */
  forAgent(tools: unknown, offered?: readonly OfferedTool[]): AgentTools;
}

/** Makes the built-in tools. */
export function createTools(ports: ToolPorts): Toolset {
  const parts: ToolParts = { ...ports, nesting: createNesting(), turns: createTurns() };
  const builtIn = [
    readTool(parts),
    writeTool(parts),
    editTool(parts),
    manageFilesTool(parts),
    globTool(parts),
    grepTool(parts),
    bashTool(parts),
    ...(ports.web ? [webFetchTool(parts, ports.web), webSearchTool(parts, ports.web)] : []),
    ...(ports.hostCommands ? [runCommandTool(parts, ports.hostCommands)] : []),
    recallTool(parts),
    recallEventTool(parts),
    rememberTool(parts),
    reviseTool(parts),
    forgetTool(parts),
    ...(ports.structure ? [timelineTool(ports.structure), walkTool(ports.structure)] : []),
    thinkTool(),
    waitTool(parts.clock),
  ];
  // what `fetch` of code comes to: there where pages of the web may be fetched, and for no model to call
  const requests = ports.web ? [fetchTool(parts, ports.web), sendToUrlTool(parts, ports.web)] : [];
  const taken = new Set(['run_code', askUserName, ...[...builtIn, ...requests].map((tool) => tool.name)]);
  const plain = [...builtIn, ...(ports.extra ?? []).filter((tool) => !taken.has(tool.name))];
  // every turn asks, and describing the tools to code takes its time
  const codeTools = new Map<string, { inCode: readonly Tool[]; code: Tool }>();
  const withCode = (enabled: readonly Tool[]): Tool[] => {
    const inCode = enabled.filter((tool) => !notForCode.includes(tool.name));
    const names = inCode.map((tool) => tool.name).join(' ');
    const before = codeTools.get(names);
    // a server's tool keeps its name when its description changes
    const isSame = before?.inCode.every((tool, index) => tool === inCode[index]) === true;
    const web = inCode.some((tool) => tool.name === webFetchName) ? ports.web : null;
    const code = before && isSame ? before.code : runCodeTool(parts, inCode, web);
    codeTools.set(names, { inCode, code });
    return [code, ...enabled];
  };
  const hasSearch = () => (ports.web?.searchUrl() ?? null) !== null;
  // without a provider there is nothing to search with; programs are off until the owner wants them
  const isPresent = ({ name }: Tool) =>
    (name !== webSearchName || hasSearch()) &&
    (name !== runCommandName || ports.hostCommands?.isOn() === true);
  const present = () => plain.filter(isPresent);
  return {
    list: () => withCode(present()),
    governs: (name) => (isRequest(name) ? webFetchName : name),
    ourNames: () => [...taken],
    get: (name) => [...withCode(present()), ...requests].find((tool) => tool.name === name) ?? null,
    forAgent: (tools, offered = []) =>
      agentTools(
        tools,
        { plain: present(), requests },
        offered.filter(({ tool }) => !taken.has(tool.name)),
        withCode,
      ),
  };
}

const isRequest = (name: string) => name === fetchName || name === sendToUrlName;

const policy = z.object({ type: z.string() }).nullish();
const toolsetEntry = z.object({
  type: z.literal('agent_toolset_20260401'),
  default_config: z.object({ enabled: z.boolean().nullish(), permission_policy: policy }).nullish(),
  configs: z
    .array(z.object({ name: z.string(), enabled: z.boolean().nullish(), permission_policy: policy }))
    .nullish(),
});
const customEntry = z.object({
  type: z.literal('custom'),
  name: z.string(),
  description: z.string(),
  input_schema: z.record(z.string(), z.unknown()),
});

type ToolsetEntry = z.infer<typeof toolsetEntry>;

function agentTools(
  given: unknown,
  { plain, requests }: { plain: readonly Tool[]; requests: readonly Tool[] },
  offered: readonly OfferedTool[],
  withCode: (enabled: readonly Tool[]) => Tool[],
): AgentTools {
  const entries: unknown[] = Array.isArray(given) ? given : [];
  const toolset = entries
    .map((entry) => toolsetEntry.safeParse(entry))
    .find((parsed) => parsed.success)?.data;
  const custom = entries.flatMap((entry) => {
    const parsed = customEntry.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
  const isEnabled = (name: string) =>
    toolset !== undefined && (configOf(toolset, name)?.enabled ?? toolset.default_config?.enabled ?? true);
  const foreign = new Map(offered.map(({ tool, policy: own }) => [tool.name, { tool, policy: own }]));
  const own = plain.filter((tool) => isEnabled(tool.name));
  const enabled = withCode([...own, ...[...foreign.values()].map(({ tool }) => tool)]).filter(
    (tool) => foreign.has(tool.name) || isEnabled(tool.name),
  );
  const ofCode = isEnabled(webFetchName) ? requests : [];
  const byName = new Map([...enabled, ...ofCode].map((tool) => [tool.name, tool]));
  const declared = custom.map((tool): ToolDeclaration => {
    return {
      name: tool.name,
      description: tool.description,
      input_schema: tool.input_schema as { [key: string]: Json },
    };
  });
  const asks = isEnabled(askUserName) ? [askUserDeclaration] : [];
  // a name of ours is ours: a custom tool cannot take the place of a built-in one
  const others = [...asks, ...declared].filter((tool, index, list) => {
    return !byName.has(tool.name) && list.findIndex((other) => other.name === tool.name) === index;
  });
  return {
    declarations: [...enabled.map(declareTool), ...others],
    get: (name) => byName.get(name) ?? null,
    isCustom: (name) => others.some((tool) => tool.name === name),
    policy(name) {
      const other = foreign.get(name);
      if (other) return other.policy;
      return toolset ? policyOf(toolset, isRequest(name) ? webFetchName : name) : null;
    },
  };
}

function configOf(toolset: ToolsetEntry, name: string) {
  return toolset.configs?.find((config) => config.name === name);
}

/**
 * `always_allow` is the hosted API's default and is filled in when an agent is stored, so where it is the default it says nothing,
 * and writes into the owner's folders still ask. It counts where it stands against a default that asks.
 */
function policyOf(toolset: ToolsetEntry, name: string): ToolPolicy | null {
  const byDefault = toolset.default_config?.permission_policy?.type ?? 'always_allow';
  const own = configOf(toolset, name)?.permission_policy?.type ?? byDefault;
  if (own === 'always_ask' || own === 'auto' || own === 'deny') return own;
  return own === 'always_allow' && byDefault === 'always_ask' ? 'always_allow' : null;
}
