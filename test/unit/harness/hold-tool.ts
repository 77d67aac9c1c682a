import { z } from 'zod';
import { defineTool, type Tool, textOutcome } from '../../../core/tools/index.ts';

export interface HoldTool {
  tool: Tool;
  /** Lets every call of it, those that run and those to come, end. */
  release(): void;
}

/** An effectful tool that runs until it is released, whatever it is told: a stubborn one. */
export function holdTool(): HoldTool {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const tool = defineTool({
    name: 'hold',
    description: 'Runs until the test says so.',
    inputSchema: z.object({}),
    labels: {
      recovery: 'effectful',
      reversibility: 'compensable',
      effect: 'none',
      output: 'trusted',
      sinks: [],
      payload: [],
    },
    preview: async () => ({
      sentence: 'Hold.',
      target: 'owner',
      effect: 'none',
      reversibility: 'compensable',
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: [],
      ruleOffered: null,
    }),
    async run() {
      await released;
      return textOutcome('released');
    },
  });
  return { tool, release };
}
