export { askUserDeclaration, askUserInput } from './ask-user.ts';
export {
  type CallLink,
  errorOutcome,
  type Tool,
  type ToolContext,
  type ToolDeclaration,
  type ToolOutcome,
  textOutcome,
  type Unreached,
  writesFile,
} from './contract.ts';
export { defineTool } from './define.ts';
export { fetchName } from './fetch.ts';
export { type ForeignTool, foreignTool, worstLabels } from './foreign-tool.ts';
export {
  accepted,
  type Connections,
  createConnections,
  createServerTools,
  described,
  type ListedTool,
  labelled,
  labelsSchema,
  loadSignIn,
  type McpServer,
  type McpTool,
  mcpServer,
  modelNameOf,
  partsOfModelName,
  pinOf,
  plainText,
  type SignInClient,
  type SignInPlace,
  type Surroundings,
  skeletonOf,
  standingOf,
  switched,
  type ToolState,
  toolOf,
  type Wanted,
  withListing,
} from './mcp/index.ts';
export { askUserName, webFetchName } from './names.ts';
export type { ToolPorts } from './ports.ts';
export { type AgentTools, createTools, type OfferedTool, type Toolset } from './toolset.ts';
export { waitName } from './wait.ts';
