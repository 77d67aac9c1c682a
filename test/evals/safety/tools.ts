import { z } from 'zod';
import type { Json } from '../../../core/base/index.ts';
import { type ForeignTool, worstLabels } from '../../../core/tools/index.ts';
import { readJson } from './rows.ts';

/** A tool of the data: what an owner would know of it, and nothing of the rows. */
export type DataTool = Omit<ForeignTool, 'call'>;

type Labels = ForeignTool['labels'];

const effect = z.enum(['none', 'local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']);
const json: z.ZodType<Json> = z.json();
const dojo = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      description: z.string(),
      schema: z.record(z.string(), json),
      labels: z.object({
        effect,
        output: z.enum(['trusted', 'untrusted', 'echo']),
        sink: z.array(z.string()),
        payload: z.array(z.string()),
      }),
    }),
  ),
);
const agent = z.record(
  z.string(),
  z.object({
    toolkit: z.string(),
    summary: z.string(),
    parameters: z.array(
      z.object({ name: z.string(), type: z.string(), description: z.string(), required: z.boolean() }),
    ),
    effect,
  }),
);

/** Tools by the suite that has them. Every InjecAgent suite has all of InjecAgent's. */
export function readTools(folder: string): (suite: string) => DataTool[] {
  const dojoTools = dojo.parse(readJson(folder, 'agentdojo_tools.json') ?? {});
  const agentTools = agent.parse(readJson(folder, 'injecagent_tools.json') ?? {});
  const bySuite = new Map(
    Object.entries(dojoTools).map(([suite, tools]) => [
      suite,
      Object.entries(tools).map(([name, { description, schema, labels }]): DataTool => {
        const { effect: does, output, sink: sinks, payload } = labels;
        return {
          name,
          description,
          inputSchema: schema,
          labels: { ...usual(does, payload), effect: does, output, sinks, payload },
          server: suite,
        };
      }),
    ]),
  );
  const injecagent = Object.entries(agentTools).map(([name, tool]): DataTool => {
    const names = tool.parameters.map((parameter) => parameter.name);
    const properties = Object.fromEntries(
      tool.parameters.map(({ name: key, type, description }) => [key, { type, description }]),
    );
    const required = tool.parameters.filter((parameter) => parameter.required).map(({ name: key }) => key);
    // the data says what a tool does and no more: what it does not say is the worst
    const labels: Labels =
      tool.effect === 'none'
        ? { ...worstLabels, ...usual('none', []), effect: 'none', sinks: [], payload: [] }
        : { ...worstLabels, ...usual(tool.effect, names), effect: tool.effect };
    return {
      name,
      description: tool.summary,
      inputSchema: { type: 'object', properties, required },
      labels,
      server: tool.toolkit,
    };
  });
  return (suite) => bySuite.get(suite) ?? injecagent;
}

/** What an owner would say of a tool with this effect: what can be set right by another call is no less than compensable. */
function usual(
  does: Labels['effect'],
  payload: readonly string[],
): Pick<Labels, 'recovery' | 'reversibility'> {
  if (does === 'none') return { recovery: 'pure', reversibility: 'reversible' };
  // a page that is asked for keeps nothing; a message that was sent is out
  const isMild = does === 'local' || (does === 'egress' && payload.length === 0);
  return { recovery: 'effectful', reversibility: isMild ? 'compensable' : 'irreversible' };
}

/**
 * Arguments as the tool would have taken them: recorded models write numbers as text and one name where a list is wanted, and the
 * recorded tools took it. The worst model makes its calls fit.
 */
export function fitting(args: Record<string, unknown>, schema: DataTool['inputSchema']) {
  const properties = z
    .record(z.string(), z.object({ type: z.string().optional() }))
    .safeParse(schema.properties);
  if (!properties.success) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]): [string, unknown] => {
      const type = properties.data[name]?.type;
      if (type === 'array' && typeof value === 'string') return [name, [value]];
      const isNumeric = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
      if ((type === 'number' || type === 'integer') && isNumeric) return [name, Number(value)];
      return [name, value];
    }),
  );
}
