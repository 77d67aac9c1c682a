export { isPrivateAddress, looksPrivate, normaliseHost, parseTarget, type Target } from './address.ts';
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
export { environmentKeyPort, type KeyPort } from './key-port.ts';
export { placeholderFor } from './placeholders.ts';
export {
  type CredentialDescription,
  createVault,
  type OpenCredential,
  type Vault,
  type VaultStatus,
} from './vault.ts';
