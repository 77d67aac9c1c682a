export { askUserDeclaration, askUserInput } from './ask-user.ts';
export {
  type CallLink,
  errorOutcome,
  type Tool,
  type ToolContext,
  type ToolDeclaration,
  type ToolOutcome,
  textOutcome,
} from './contract.ts';
export { defineTool } from './define.ts';
export { type ForeignTool, foreignTool, worstLabels } from './foreign-tool.ts';
export { askUserName } from './names.ts';
export type { ToolPorts } from './ports.ts';
export { type AgentTools, createTools, type Toolset } from './toolset.ts';
export { waitName } from './wait.ts';
