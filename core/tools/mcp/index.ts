export type { Wanted } from './connection.ts';
export { type Connections, createConnections } from './connections.ts';
export { accepted, labelled, switched, toolOf, withListing } from './decisions.ts';
export { described, type ListedTool, pinOf } from './definition.ts';
export { skeletonOf } from './look-alikes.ts';
export { plainText } from './plain-text.ts';
export { labelsSchema, type McpServer, type McpTool, mcpServer } from './server.ts';
export { createServerTools } from './server-tools.ts';
export { loadSignIn, type SignInClient, type SignInPlace } from './sign-in.ts';
export {
  modelNameOf,
  partsOfModelName,
  type Surroundings,
  standingOf,
  type ToolState,
} from './standing.ts';
