import { z } from 'zod';
import { confinedFolders, toolLabels } from '../../events/index.ts';
import { timestampSchema } from './common.ts';

/** Servers of the Model Context Protocol that the owner added, their tools, and what was decided about them. */

const labels = toolLabels;
export const mcpLabelsSchema = labels;
export type McpLabels = z.infer<typeof labels>;

export const mcpToolSchema = z.object({
  name: z.string(),
  /** What the model calls it. */
  model_name: z.string(),
  /** As the owner approved it, or as the server says where they did not yet. A stranger's words. */
  description: z.string(),
  arguments: z.array(z.string()),
  /**
   * `ready`: offered and runs. `changed`: calls are refused until the owner compared both versions. `quarantined`: new, not offered.
   * `refused`: for the reason given. `gone`: the server has it no more. `off`: the server is.
   */
  state: z.enum(['ready', 'off', 'quarantined', 'changed', 'gone', 'refused']),
  reason: z.string().nullable(),
  /** SHA-256 of what was approved, and of what the server says now; hex. */
  approved_pin: z.string().nullable(),
  seen_pin: z.string().nullable(),
  /** Both versions in full, where they differ: indented JSON. */
  change: z.object({ before: z.string(), after: z.string() }).nullable(),
  labels,
  /** False while they are the worst because nobody set them. */
  is_labelled: z.boolean(),
  /** What its words suggest, for the owner to confirm; null where there is nothing to go by. */
  proposal: z.object({ labels, reasons: z.array(z.string()) }).nullable(),
});
export type McpTool = z.infer<typeof mcpToolSchema>;

const variableView = z.object({
  name: z.string(),
  /** Null: it is in the vault. */
  value: z.string().nullable(),
  /** The program gets the vault's value itself, not a placeholder. */
  is_granted: z.boolean(),
});

const problem = z
  .object({ code: z.string(), sentence: z.string(), next_step: z.string(), message: z.string() })
  .nullable();

export const mcpServerSchema = z.object({
  id: z.string(),
  name: z.string(),
  transport: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('stdio'),
      command: z.string(),
      args: z.array(z.string()),
      environment: z.array(variableView),
      /** Null: it runs with the owner's rights. Otherwise: no network, no other process, and of the owner's files these folders. */
      confinement: confinedFolders.nullable(),
    }),
    z.object({
      type: z.literal('http'),
      url: z.string(),
      may_be_private: z.boolean(),
      has_token: z.boolean(),
    }),
  ]),
  timeout_ms: z.number(),
  is_on: z.boolean(),
  created_at: timestampSchema,
  /** `never`: it was not reached yet. */
  state: z.enum(['never', 'connecting', 'ok', 'failed']),
  checked_at: timestampSchema.nullable(),
  problem,
  /** Null for a program. */
  sign_in: z
    .object({
      /** `failed`: the last try; what was signed in before stays. */
      state: z.enum(['none', 'waiting', 'failed', 'signed_in']),
      /** Where the owner signs in, or did; null: not known yet. */
      host: z.string().nullable(),
      /** Rights that were asked for, or given. */
      scopes: z.array(z.string()),
      /** Null: not signed in. */
      credential_id: z.string().nullable(),
      problem,
    })
    .nullable(),
  tools: z.array(mcpToolSchema),
});
export type McpServer = z.infer<typeof mcpServerSchema>;

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'letters, digits and _ only');
const variableValue = z.string().max(8192);
/** A variable of the program's environment. `secret`: goes into the vault and is never sent back. */
const variable = z
  .object({
    name: variableName,
    value: variableValue,
    is_secret: z.boolean().default(false),
    /** The program gets the secret itself; otherwise a placeholder. */
    is_granted: z.boolean().default(false),
  })
  .strict();
/** Left out, the value of a secret is the one that is stored under this name. */
const changedVariable = variable
  .extend({ value: variableValue.optional() })
  .refine(({ value, is_secret }) => value !== undefined || is_secret, 'a value is missing');

const hasEachOnce = (variables: readonly { name: string }[]) =>
  new Set(variables.map(({ name }) => name)).size === variables.length;
const once = 'a variable is there twice';

const serverName = z.string().trim().min(1).max(32);
const timeoutMs = z.number().int().min(1_000).max(600_000);
const program = z
  .object({
    type: z.literal('stdio'),
    command: z.string().trim().min(1).max(1000),
    args: z.array(z.string().max(4000)).max(64).default([]),
    environment: z.array(variable).max(32).refine(hasEachOnce, once).default([]),
    /** From the window only folders that were chosen in the system's dialog. Null: with the owner's rights. Left out: confined, without folders. Where nothing confines it, it does not start. */
    confinement: confinedFolders.strict().nullable().optional(),
  })
  .strict();
const address = z
  .object({
    type: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** The server is on this computer or its own network. */
    may_be_private: z.boolean().default(false),
    /** Sent as a bearer token; goes into the vault and is never sent back. */
    token: z.string().min(1).max(8192).optional(),
  })
  .strict();

export const addMcpServerSchema = z
  .object({
    name: serverName,
    transport: z.discriminatedUnion('type', [program, address]),
    timeout_ms: timeoutMs.default(60_000),
  })
  .strict();
export type AddMcpServer = z.infer<typeof addMcpServerSchema>;

/** Switching on approves what the server shows at that moment. */
const switchMcpServerSchema = z.object({ is_on: z.boolean() }).strict();
/**
 * What is absent stays; `transport` is given whole, of the kind that it was. A token that is left out stays where scheme, host and port
 * do, and goes with them; null takes it away. Whether the server is on stays, and what was approved of its tools.
 */
const editMcpServerSchema = z
  .object({
    name: serverName.optional(),
    transport: z
      .discriminatedUnion('type', [
        program.extend({ environment: z.array(changedVariable).max(32).refine(hasEachOnce, once) }),
        address.extend({ token: z.string().min(1).max(8192).nullish() }),
      ])
      .optional(),
    timeout_ms: timeoutMs.optional(),
  })
  .strict();
export type EditMcpServer = z.infer<typeof editMcpServerSchema>;
export const changeMcpServerSchema = z.union([switchMcpServerSchema, editMcpServerSchema]);
export type ChangeMcpServer = z.infer<typeof changeMcpServerSchema>;

/**
 * Signing in with OAuth. `client_id`: where the server registers no clients by itself. `scope`: rights to ask for, separated by spaces; left
 * out, those that the server names.
 */
export const signInToMcpServerSchema = z
  .object({
    client_id: z.string().trim().min(1).max(500).optional(),
    client_secret: z
      .string()
      .regex(/^[\x21-\x7e]{8,8192}$/)
      .optional(),
    scope: z.string().trim().min(1).max(2000).optional(),
  })
  .strict();
export type SignInToMcpServer = z.infer<typeof signInToMcpServerSchema>;
/** `authorization_url`: for the owner's browser; null where it was opened. It is waited for five minutes. */
export const mcpSignInSchema = z.object({
  server: mcpServerSchema,
  authorization_url: z.string().nullable(),
});

/** `pin`: of the version that was shown. 409 `conflict` when the server says something else by now. */
export const acceptMcpToolSchema = z.object({ pin: z.string().length(64) }).strict();

/** Null: back to the worst. */
export const setMcpLabelsSchema = z.object({ labels: labels.nullable() }).strict();

/** Sets what is proposed for these tools. */
export const acceptMcpLabelsSchema = z.object({ tools: z.array(z.string().min(1)).min(1).max(256) }).strict();
