import { z } from 'zod';
import { confinedFolders, toolLabels } from '../../events/index.ts';
import type { ToolLabels } from '../../gate/index.ts';
import { mcpDefinition } from './definition.ts';

/** Labels as they are kept and sent. */
export const labelsSchema: z.ZodType<ToolLabels> = toolLabels;

const tool = z.object({
  name: z.string(),
  /** What the owner approved; null: they did not yet, and the tool is in quarantine. */
  approved: mcpDefinition.nullable(),
  /** What the server said last; null: it is not in its list any more, or `problem` says why it is not looked at. */
  seen: mcpDefinition.nullable(),
  problem: z.string().nullable(),
  /** As the owner set them; null: the worst. */
  labels: labelsSchema.nullable(),
});
export type McpTool = z.infer<typeof tool>;

const variable = z.object({
  name: z.string(),
  /** Null: it is in the vault. */
  value: z.string().nullable(),
  /** The owner gives the program the vault's value itself; without that it gets a placeholder. */
  isGranted: z.boolean(),
  /** Which of the server's secrets it is; absent: the one of its place in the list. */
  slot: z.number().int().optional(),
});

/** A server that the owner added, with what it said and what they decided. */
export const mcpServer = z.object({
  id: z.string(),
  name: z.string(),
  transport: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('stdio'),
      command: z.string(),
      args: z.array(z.string()),
      environment: z.array(variable),
      /** Null: it runs with the owner's rights. Otherwise these folders and its own are all of the owner's files that it reaches. */
      confinement: confinedFolders
        .nullable()
        // added before there was a choice
        .default(null),
    }),
    z.object({
      type: z.literal('http'),
      url: z.string(),
      mayBePrivate: z.boolean(),
      /** A bearer token for it is in the vault. */
      hasToken: z.boolean(),
      /** Which of the server's secrets the token is; absent: the first. */
      tokenSlot: z.number().int().optional(),
      /** The owner signed in: the credential of a vault that the tokens are, and where it came from. */
      signIn: z
        .object({
          vaultId: z.string(),
          credentialId: z.string(),
          issuer: z.string(),
          clientId: z.string(),
          scope: z.string().nullable(),
          at: z.number(),
        })
        .optional(),
    }),
  ]),
  timeoutMs: z.number(),
  isOn: z.boolean(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  tools: z.array(tool),
  /** How it went when it was last reached; null: never. */
  check: z
    .object({ at: z.number(), problem: z.object({ code: z.string(), message: z.string() }).nullable() })
    .nullable(),
});
export type McpServer = z.infer<typeof mcpServer>;
