import { z } from 'zod';

/** Shapes of MCP servers and their tools that are kept and sent alike. */

export const toolLabels = z.object({
  recovery: z.enum(['pure', 'idempotent', 'effectful']),
  reversibility: z.enum(['reversible', 'compensable', 'irreversible']),
  effect: z.enum(['none', 'local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical']),
  output: z.enum(['trusted', 'untrusted', 'echo']),
  /** Arguments that decide who or where; `*`: any of them may. */
  sinks: z.array(z.string().min(1).max(200)).max(100),
  /** Arguments whose content would leave or be written; `*`: any of them may. */
  payload: z.array(z.string().min(1).max(200)).max(100),
});

/** Of the owner's files, what a confined program reaches: real paths. */
export const confinedFolders = z.object({
  folders: z
    .array(z.object({ path: z.string().min(1).max(4096), access: z.enum(['read', 'read_write']) }).strict())
    .max(16),
});
