/**
 * Everything that travels under /holdfast/v1: the only file of core that the renderer imports.
 * zod and nothing else; snake_case as on the wire.
 */
export * from './contract/alarms.ts';
export * from './contract/approvals.ts';
export * from './contract/budgets.ts';
export * from './contract/changes.ts';
export * from './contract/common.ts';
export * from './contract/context.ts';
export * from './contract/egress.ts';
export * from './contract/embedder.ts';
export * from './contract/endpoints.ts';
export * from './contract/evals.ts';
export * from './contract/grants.ts';
export * from './contract/host.ts';
export * from './contract/imports.ts';
export * from './contract/mcp.ts';
export * from './contract/modes.ts';
export * from './contract/palace.ts';
export * from './contract/palace-contexts.ts';
export * from './contract/palace-structure.ts';
export * from './contract/quarantine.ts';
export * from './contract/retention.ts';
export * from './contract/secrets.ts';
export * from './contract/sessions.ts';
export * from './contract/status.ts';
export * from './contract/stream.ts';
export * from './contract/vault-key.ts';
export * from './contract/vaults.ts';
export * from './contract/wake-up.ts';
