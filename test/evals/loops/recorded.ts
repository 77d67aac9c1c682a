import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Step } from './step.ts';

const run = z.object({
  id: z.string(),
  suite: z.string(),
  calls: z.array(
    z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()), output: z.string().nullable() }),
  ),
});
const labelled = z.record(
  z.string(),
  z.record(z.string(), z.object({ labels: z.object({ effect: z.string() }) })),
);

/**
 * The recorded honest runs of AgentDojo below `dataDir`/safety, as steps; null when they are not there. Of the data only tools,
 * arguments, outputs and the tools' own labels are read.
 */
export function recordedRuns(dataDir: string): { id: string; steps: Step[] }[] | null {
  const at = (name: string) => join(dataDir, 'safety', name);
  if (!existsSync(at('agentdojo_recorded_benign.jsonl'))) return null;
  const outputs = z
    .record(z.string(), z.string())
    .parse(parsed(at('agentdojo_recorded_benign_outputs.json')));
  const tools = labelled.parse(parsed(at('agentdojo_tools.json')));
  return readFileSync(at('agentdojo_recorded_benign.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { id, suite, calls } = run.parse(JSON.parse(line));
      return {
        id,
        steps: calls.map(({ tool, args, output }): Step => {
          const result = (output === null ? undefined : outputs[output]) ?? '';
          return {
            tool,
            input: args,
            result,
            ...(/^\W*\w*error\b/i.test(result) ? { isError: true as const } : {}),
            ...(tools[suite]?.[tool]?.labels.effect === 'none' ? { isPure: true as const } : {}),
          };
        }),
      };
    });
}

function parsed(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
