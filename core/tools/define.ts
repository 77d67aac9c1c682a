import { z } from 'zod';
import type { Json } from '../base/index.ts';
import type { Tool, ToolDeclaration } from './contract.ts';

/** Gives a tool its types; nothing more. The result no longer names its input type, so that tools fit into one list. */
export function defineTool<I>(tool: Tool<I>): Tool {
  return {
    ...tool,
    preview: (input, context) => tool.preview(tool.inputSchema.parse(input), context),
    run: (input, context) => tool.run(tool.inputSchema.parse(input), context),
  };
}

const declared = new WeakMap<Tool, ToolDeclaration>();

/** What the model is told of a tool: its JSON schema comes from the zod schema. Made once for each tool; nobody changes it. */
export function declareTool(tool: Tool): ToolDeclaration {
  const before = declared.get(tool);
  if (before) return before;
  const { $schema: _, ...schema } = tool.inputJsonSchema ?? z.toJSONSchema(tool.inputSchema, { io: 'input' });
  const { name, description } = tool;
  const declaration = { name, description, input_schema: schema as { [key: string]: Json } };
  declared.set(tool, declaration);
  return declaration;
}

/** The JSON schema of what a tool gives to code; undefined for one that gives its text. */
export function declareOutput(tool: Tool): { [key: string]: Json } | undefined {
  if (!tool.outputSchema) return undefined;
  const { $schema: _, ...schema } = z.toJSONSchema(tool.outputSchema);
  return schema as { [key: string]: Json };
}
