export { askUserDeclaration, askUserInput, askUserName } from './ask-user.ts';
export {
  errorOutcome,
  type PreviewContext,
  type Tool,
  type ToolContext,
  type ToolDeclaration,
  type ToolOutcome,
  textOutcome,
} from './contract.ts';
export { declareTool, defineTool } from './define.ts';
export type { ToolPorts } from './ports.ts';
export { type AgentTools, createTools, type Toolset } from './toolset.ts';
