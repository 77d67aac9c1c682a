import { z } from 'zod';
import { metadata, metadataPatch } from './shared-schemas.ts';

/** Vaults and credentials as the Managed Agents API defines them (its reference, section 4.2). Secrets are only ever sent in. */

const displayName = z.string().trim().min(1).max(256);
const secret = z.string().min(1).max(8192);
const url = z.url({ protocol: /^https?$/ }).max(2000);
const hosts = z.array(z.string().min(1).max(253)).min(1).max(16);
const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/);
const when = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

export const createVaultParams = z
  .object({ display_name: displayName, metadata: metadata.optional() })
  .strict();
export const updateVaultParams = z
  .object({ display_name: displayName.nullish(), metadata: metadataPatch.nullish() })
  .strict();

const networking = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unrestricted') }).strict(),
  z.object({ type: z.literal('limited'), allowed_hosts: hosts }).strict(),
]);
const injection = z.object({ header: z.boolean().optional(), body: z.boolean().optional() }).strict();
const endpointAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }).strict(),
  z.object({ type: z.literal('client_secret_basic'), client_secret: secret }).strict(),
  z.object({ type: z.literal('client_secret_post'), client_secret: secret }).strict(),
]);

const createAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static_bearer'), mcp_server_url: url, token: secret }).strict(),
  z
    .object({
      type: z.literal('mcp_oauth'),
      mcp_server_url: url,
      access_token: secret,
      expires_at: when.nullish(),
      refresh: z
        .object({
          client_id: z.string().min(1).max(500),
          refresh_token: secret,
          token_endpoint: url,
          token_endpoint_auth: endpointAuth,
          scope: z.string().max(2000).nullish(),
          resource: z.string().max(2000).nullish(),
        })
        .strict()
        .nullish(),
    })
    .strict(),
  z
    .object({
      type: z.literal('environment_variable'),
      secret_name: secretName,
      secret_value: secret,
      networking,
      injection_location: injection.optional(),
      /** Holdfast's own: programs of this computer may have the value itself. */
      may_leave: z.boolean().optional(),
    })
    .strict(),
]);
export type CreateAuth = z.output<typeof createAuth>;

export const createCredentialParams = z
  .object({ auth: createAuth, display_name: displayName.nullish(), metadata: metadata.optional() })
  .strict();

const clientSecret = z
  .object({ type: z.enum(['client_secret_basic', 'client_secret_post']), client_secret: secret.nullish() })
  .strict();
const updateAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static_bearer'), token: secret.nullish() }).strict(),
  z
    .object({
      type: z.literal('mcp_oauth'),
      access_token: secret.nullish(),
      expires_at: when.nullish(),
      refresh: z
        .object({
          refresh_token: secret.nullish(),
          scope: z.string().max(2000).nullish(),
          token_endpoint_auth: clientSecret.optional(),
        })
        .strict()
        .nullish(),
    })
    .strict(),
  z
    .object({
      type: z.literal('environment_variable'),
      secret_value: secret.nullish(),
      networking: networking.nullish(),
      injection_location: injection.optional(),
      may_leave: z.boolean().optional(),
    })
    .strict(),
]);
export type UpdateAuth = z.output<typeof updateAuth>;

/** What is absent or null stays. */
export const updateCredentialParams = z
  .object({
    auth: updateAuth.optional(),
    display_name: displayName.nullish(),
    metadata: metadataPatch.nullish(),
  })
  .strict();
