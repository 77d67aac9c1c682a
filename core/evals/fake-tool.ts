import { foreignTool, type Tool, textOutcome } from '../tools/index.ts';

type Labels = Parameters<typeof foreignTool>[0]['labels'];

/** A foreign tool that does nothing but answer, and keeps what it was called with. `output`: what it says, each time. */
export function fakeTool(
  name: string,
  labels: Partial<Labels>,
  output: string | (() => string),
): { tool: Tool; calls: Record<string, unknown>[] } {
  const calls: Record<string, unknown>[] = [];
  const isReading = labels.effect === 'none';
  const tool = foreignTool({
    name,
    description: `The tool ${name}.`,
    inputSchema: { type: 'object' },
    labels: {
      recovery: isReading ? 'pure' : 'effectful',
      reversibility: isReading ? 'reversible' : 'irreversible',
      effect: 'none',
      output: 'untrusted',
      sinks: [],
      payload: [],
      ...labels,
    },
    async call(input) {
      calls.push(input);
      return textOutcome(typeof output === 'string' ? output : output());
    },
  });
  return { tool, calls };
}
