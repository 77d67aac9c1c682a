export { isPrivateAddress, looksPrivate, normaliseHost, parseTarget, type Target } from './address.ts';
export { findSecrets, type SecretInText } from './at-large/find.ts';
export { createSecretKeeper, type FoundSecret, type SecretKeeper } from './at-large/keeper.ts';
export { referencesIn } from './at-large/references.ts';
export {
  createEgress,
  type Egress,
  type EgressContext,
  type EgressDoor,
  type EgressEntry,
  type EgressFetch,
  type EgressOptions,
} from './egress.ts';
export type { EgressGrant, EgressGrantInput } from './grants.ts';
export { createHouseKey, type HouseKey, type KeyPurpose } from './house-key.ts';
export { environmentKeyPort, type KeyPort } from './key-port.ts';
export { placeholderFor } from './placeholders.ts';
export {
  type CredentialDescription,
  createVault,
  type OpenCredential,
  type Vault,
  type VaultStatus,
} from './vault.ts';
