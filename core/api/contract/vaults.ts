import { z } from 'zod';
import { variableAuth } from '../../events/index.ts';
import { timestampSchema } from './common.ts';
import type { createAuth, updateAuth } from './vault-auth.ts';

/** What is sent to `/v1/vaults/{id}/credentials`, which is the Managed Agents API's. */
export interface CreateCredential {
  display_name: string | null;
  auth: z.input<typeof createAuth>;
}
/** What is absent stays. */
export interface ChangeCredential {
  auth: z.input<typeof updateAuth>;
}

/** All that is ever told of how a credential is used; its secrets are never. */
export const credentialAuthSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static_bearer'), mcp_server_url: z.string() }),
  z.object({
    type: z.literal('mcp_oauth'),
    mcp_server_url: z.string(),
    expires_at: z.string().nullable(),
    refresh: z.object({ token_endpoint: z.string(), client_id: z.string() }).nullable(),
  }),
  variableAuth,
]);

export const vaultCredentialSchema = z.object({
  id: z.string(),
  vault_id: z.string(),
  /** As the journal of egress calls it. */
  name: z.string(),
  auth: credentialAuthSchema,
  created_at: timestampSchema,
  /** When its value or its places were last changed; a renewal counts. */
  updated_at: timestampSchema,
  archived_at: timestampSchema.nullable(),
  /** `locked`: the key that it was sealed with does not open. */
  state: z.enum(['ready', 'locked', 'archived']),
  last_use: z
    .object({
      at: timestampSchema,
      host: z.string(),
      /** Null: without a session, or the session was deleted. */
      session_id: z.string().nullable(),
      session_title: z.string().nullable(),
    })
    .nullable(),
  /** Requests that it left with. */
  uses: z.number(),
  /** The last try to renew it since Holdfast was started. */
  renewal: z
    .object({ at: timestampSchema, succeeded: z.boolean(), status: z.number().nullable() })
    .nullable(),
});
export type VaultCredential = z.infer<typeof vaultCredentialSchema>;

/** Vaults as the window shows them, newest first, archived ones too. They are changed over `/v1/vaults`. */
export const vaultOverviewSchema = z.object({
  id: z.string(),
  name: z.string(),
  created_at: timestampSchema,
  archived_at: timestampSchema.nullable(),
  credentials: z.array(vaultCredentialSchema),
});
export type VaultOverview = z.infer<typeof vaultOverviewSchema>;
