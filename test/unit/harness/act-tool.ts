import { z } from 'zod';
import { defineTool, type Tool, textOutcome } from '../../../core/tools/index.ts';

export interface ActTool {
  tool: Tool;
  /** What it was called with, each time it ran. */
  done: string[];
}

/** A tool that changes something outside: it says what it did, and asks the owner where its name begins with "ask". */
export function actTool(name = 'act'): ActTool {
  const done: string[] = [];
  const tool = defineTool({
    name,
    description: 'Does what it is told.',
    inputSchema: z.object({ what: z.string() }),
    labels: {
      recovery: 'effectful',
      reversibility: 'compensable',
      effect: 'local',
      output: 'trusted',
      sinks: [],
      payload: ['what'],
    },
    preview: async ({ what }) => ({
      sentence: `Do ${what}.`,
      target: 'owner',
      effect: 'local',
      reversibility: 'compensable',
      paths: [],
      facts: [],
      diffs: [],
      asksBecause: what.startsWith('ask') ? ['the owner wants to be asked'] : [],
      ruleOffered: null,
    }),
    async run({ what }) {
      done.push(what);
      return textOutcome(`did ${what}`);
    },
  });
  return { tool, done };
}
