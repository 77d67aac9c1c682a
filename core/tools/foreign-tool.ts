import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { CallPreview, Effect, ToolLabels } from '../gate/index.ts';
import type { Tool, ToolContext, ToolOutcome } from './contract.ts';
import { quoted } from './wording.ts';

/** A tool that somebody else wrote: an MCP server's, an embedder's. Nothing it says of itself is believed; `labels` are ours or the owner's. */
export interface ForeignTool {
  name: string;
  /** What the owner reads in place of the name, where that is made up for the model. */
  title?: string;
  description: string;
  /** JSON Schema of an object. What cannot be read as one accepts any object: the other side checks again. */
  inputSchema: { [key: string]: Json };
  labels: ToolLabels;
  /** The labels are the worst because nobody knows what it does, and the owner is told so. */
  isUnknown?: boolean;
  /** Who runs it, as the owner knows it: the name of an MCP server. */
  server?: string;
  /** Where its calls go, for the owner; absent: to whoever runs it. */
  host?: string;
  /** Throws (HoldfastError) where the tool may not be called as things stand; the model reads why, and nobody is asked. */
  check?(): void;
  call(input: Record<string, unknown>, context: ToolContext): Promise<ToolOutcome>;
}

/** Labels of a tool of which nothing is known: the worst in every respect. */
export const worstLabels: ToolLabels = {
  recovery: 'effectful',
  reversibility: 'irreversible',
  effect: 'egress',
  output: 'untrusted',
  sinks: ['*'],
  payload: ['*'],
};

/** Makes a tool that the gate knows by its labels alone: a call with an effect asks unless something permits it. */
export function foreignTool(given: ForeignTool): Tool<Record<string, unknown>> {
  const { name, description, labels, inputSchema } = given;
  return {
    name,
    description,
    inputSchema: readSchema(inputSchema),
    inputJsonSchema: inputSchema,
    labels,
    async preview(input) {
      given.check?.();
      return previewOf(given, input);
    },
    run: (input, context) => given.call(input, context),
  };
}

function readSchema(schema: ForeignTool['inputSchema']): z.ZodType<Record<string, unknown>> {
  const object = z.record(z.string(), z.unknown());
  try {
    const read = z.fromJSONSchema({ type: 'object', ...withoutPatterns(schema) });
    // only whether it fits is asked of the schema; the arguments stay as they are, without defaults filled in
    return object.superRefine((input, context) => {
      for (const issue of read.safeParse(input).error?.issues ?? [])
        context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
    });
  } catch {
    // a schema in a dialect that cannot be read says nothing about arguments; the gate does not rely on it
    return object;
  }
}

/** A stranger's regular expression can take hours over forty characters, and this runs in the main thread: the other side checks it. */
function withoutPatterns(schema: { [key: string]: Json }): { [key: string]: Json } {
  const { pattern, patternProperties, ...rest } = schema;
  // what only the pattern allowed would be refused without it
  if (patternProperties !== undefined) delete rest.additionalProperties;
  const kept = typeof pattern === 'string' || pattern === undefined ? rest : { ...rest, pattern };
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, withoutPatternsIn(value)]));
}

function withoutPatternsIn(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPatternsIn);
  return typeof value === 'object' && value !== null ? withoutPatterns(value) : value;
}

const effects: Record<Effect, string> = {
  none: 'It reads only.',
  local: 'It changes something where the tool runs.',
  egress: 'It sends something out.',
  money: 'It moves money.',
  destructive: 'It deletes or overwrites something.',
  account: 'It changes an account or what others may do.',
  exec: 'It runs a program outside of the sandbox.',
  physical: 'It acts on a device.',
};

function previewOf(tool: ForeignTool, input: Record<string, unknown>): CallPreview {
  const { effect, reversibility } = tool.labels;
  const name = quoted(tool.title ?? tool.name);
  const what = tool.isUnknown ? 'What it does is not known, so it counts as the worst.' : effects[effect];
  const by = tool.server === undefined ? '' : ` of ${quoted(tool.server)}`;
  return {
    sentence: `Call the tool ${name}${by}. ${what}`,
    target: 'network',
    effect,
    reversibility,
    paths: [],
    facts: [
      ...(tool.server === undefined ? [] : [{ label: 'Server', value: tool.server }]),
      ...(tool.host === undefined ? [] : [{ label: 'Host', value: tool.host }]),
      ...targetsOf(tool.labels.sinks, input),
    ],
    diffs: [],
    asksBecause: effect === 'none' ? [] : [what],
    ruleOffered:
      reversibility === 'reversible' && effect !== 'none'
        ? {
            tool: tool.name,
            match: { arguments: input },
            text: `Let the agent make exactly this call of ${name} for the rest of this session`,
          }
        : null,
  };
}

/** The arguments that decide who or where, beside the whole call. */
function targetsOf(sinks: readonly string[], input: Record<string, unknown>): CallPreview['facts'] {
  return sinks.flatMap((sink) => {
    const value = input[sink];
    if (value === undefined || value === null || value === '') return [];
    return [{ label: sink, value: typeof value === 'string' ? value : JSON.stringify(value) }];
  });
}
