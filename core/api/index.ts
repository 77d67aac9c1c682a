export { type Api, createApi } from './app.ts';
export { createBudgetActions } from './budget-actions.ts';
export { writeExport } from './export/exported.ts';
export type {
  Agent,
  AgentDefinition,
  AgentPatch,
  AgentTool,
  ModelConfig,
  PermissionPolicy,
  ToolConfig,
} from './managed/agent-schemas.ts';
export type { Environment, EnvironmentDefinition, EnvironmentPatch } from './managed/environment-schemas.ts';
export type { SessionAgent } from './managed/session-schemas.ts';
export type * from './ports.ts';
export type { Access, AccessToken, TokenScope } from './wire/access.ts';
