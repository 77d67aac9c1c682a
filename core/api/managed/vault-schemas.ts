import { z } from 'zod';
import { createAuth, updateAuth } from '../contract/vault-auth.ts';
import { metadata, metadataPatch } from './shared-schemas.ts';

/** Vaults and credentials as the Managed Agents API defines them (its reference, section 4.2). Secrets are only ever sent in. */

const displayName = z.string().trim().min(1).max(256);
export const createVaultParams = z
  .object({ display_name: displayName, metadata: metadata.optional() })
  .strict();
export const updateVaultParams = z
  .object({ display_name: displayName.nullish(), metadata: metadataPatch.nullish() })
  .strict();

export const createCredentialParams = z
  .object({ auth: createAuth, display_name: displayName.nullish(), metadata: metadata.optional() })
  .strict();

/** What is absent or null stays. */
export const updateCredentialParams = z
  .object({
    auth: updateAuth.optional(),
    display_name: displayName.nullish(),
    metadata: metadataPatch.nullish(),
  })
  .strict();
