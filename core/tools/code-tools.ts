import { HoldfastError, type Json } from '../base/index.ts';
import {
  type DeclaredTool,
  declareTools,
  type HostFunction,
  type HostFunctions,
  type RunFiles,
} from '../sandbox/index.ts';
import { errorOutcome, type Tool, type ToolContext, type ToolOutcome } from './contract.ts';
import { declareOutput, declareTool } from './define.ts';
import type { ToolParts } from './ports.ts';
import { size } from './wording.ts';

// what the description of run_code declares in full; further tools are named, and declared when code asks
const mostDeclared = 16;
const mostDeclaredUnits = 8_000;
const mostLineUnits = 120;

/** The tools that code may call, for the model: declared in full as long as they are few, the others by name and one line. */
export function describeCodeTools(nested: readonly Tool[]): string {
  const full: DeclaredTool[] = [];
  const named: DeclaredTool[] = [];
  let units = 0;
  for (const tool of nested.map(declaredTool)) {
    const length = declareTools([tool]).length;
    const isFull = named.length === 0 && full.length < mostDeclared && units + length <= mostDeclaredUnits;
    if (isFull) units += length;
    (isFull ? full : named).push(tool);
  }
  if (named.length === 0) return declareTools(full);
  const lines = named.map(({ name, description }) => `- ${name}: ${oneLine(description)}`);
  return `${declareTools(full)}
More functions of \`tools\`; \`await describeTool('name')\` gives the declaration of one as a string:
${lines.join('\n')}
`;
}

/** Answers `describeTool(name)` of code. */
export function describeHost(nested: readonly Tool[]): HostFunction {
  return async (argsJson) => {
    const name: unknown = JSON.parse(argsJson);
    const tool = nested.find((each) => each.name === name);
    if (!tool) throw new HoldfastError('tool_unknown', `there is no tool ${String(name)}`);
    return JSON.stringify(declareTools([declaredTool(tool)]));
  };
}

function declaredTool(tool: Tool): DeclaredTool {
  const { name, description, input_schema } = declareTool(tool);
  const outputSchema = declareOutput(tool);
  return {
    name,
    description: firstSentence(description),
    inputSchema: input_schema,
    ...(outputSchema ? { outputSchema } : {}),
  };
}

function firstSentence(description: string): string {
  return /^.*?\.(?=\s|$)/s.exec(description)?.[0] ?? description;
}

// the words may be a stranger's: no line of theirs may look like one of ours
function oneLine(description: string): string {
  const text = description
    .replaceAll(/[\s\u0085\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g, ' ')
    .trim();
  return text.length > mostLineUnits ? `${text.slice(0, mostLineUnits - 1).toWellFormed()}…` : text;
}

class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** The functions of `tools`. Each goes through the gate and the log, and finds in the workspace what the code wrote before. */
export function codeFunctions(
  parts: ToolParts,
  nested: readonly Tool[],
  context: ToolContext,
  files: RunFiles,
): HostFunctions {
  return Object.fromEntries(
    nested.map((tool): [string, HostFunction] => [
      tool.name,
      async (argsJson, _signal, call) => {
        const args: unknown = JSON.parse(argsJson);
        const link = {
          resumes: call.reference,
          onLogged: (id: string) => call.refer(id),
          onWaiting: (isWaiting: boolean) => call.setWaiting(isWaiting),
        };
        const outcome = call.isAnswered
          ? await outcomeBefore(context, call.reference)
          : await files.around(
              () => parts.nesting.asCode(() => context.callTool(tool.name, args, link)),
              tool.labels.recovery !== 'pure',
            );
        const text = textOf(outcome);
        if (outcome.isError) throw new ToolError(`${tool.name}: ${text}`);
        return JSON.stringify(tool.outputSchema ? parsedValue(tool, tool.outputSchema, text) : text);
      },
    ]),
  );
}

async function outcomeBefore(context: ToolContext, id: string | undefined): Promise<ToolOutcome> {
  const outcome = id === undefined ? null : await context.suspension?.outcomeOf(id);
  return outcome ?? errorOutcome('What this call gave is not known any more.');
}

function parsedValue(tool: Tool, schema: NonNullable<Tool['outputSchema']>, text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ToolError(`${tool.name}: the answer is not the JSON that it declares: ${text.slice(0, 500)}`);
  }
  if (schema.safeParse(value).success) return value;
  throw new ToolError(`${tool.name}: the answer is not of the shape that it declares: ${text.slice(0, 500)}`);
}

function textOf(outcome: ToolOutcome): string {
  return outcome.content
    .map((block) => {
      if (block.type === 'text') return block.text;
      const { source } = block;
      return source.type === 'base64'
        ? `[${source.media_type}, ${size(Math.floor(source.data.length * 0.75))}]`
        : '[image]';
    })
    .join('\n\n');
}
