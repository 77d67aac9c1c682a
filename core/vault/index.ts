export { isPrivateAddress, looksPrivate, normaliseHost, parseTarget, type Target } from './address.ts';
export { findSecrets, type SecretInText } from './at-large/find.ts';
export { createSecretKeeper, type FoundSecret, type SecretKeeper } from './at-large/keeper.ts';
export { referencesIn } from './at-large/references.ts';
export {
  type Canary,
  type CanaryKind,
  type CanaryWatch,
  canaryFiles,
  canaryKinds,
  canaryVariables,
  createCanaryWatch,
  newCanaries,
} from './canaries/index.ts';
export {
  type CredentialAuth,
  credentialAuth,
  labelOfCredential,
  normalisedServer,
} from './credential-auth.ts';
export { type CredentialUses, createCredentialUses } from './credential-uses.ts';
export { createEgress } from './egress.ts';
export type {
  Egress,
  EgressContext,
  EgressDoor,
  EgressEntry,
  EgressFetch,
  EgressOptions,
} from './egress-types.ts';
export type { EgressGrant, EgressGrantInput } from './grants.ts';
export { createHouseKey, type HouseKey, type KeyPurpose } from './house-key.ts';
export { environmentKeyPort, type KeyPort } from './key-port.ts';
export { type KeyRing, openKeyRing } from './key-ring.ts';
export {
  certificatesIn,
  describeCertificates,
  type NetworkWay,
  plainWay,
  readNetworkWay,
  weaknessesOf,
} from './network-way.ts';
export { placeholderFor } from './placeholders.ts';
export { createVaultProcess, type SafePort, type VaultProcess } from './process/client.ts';
export { forkVault } from './process/fork.ts';
export { vaultInside } from './process/inside.ts';
export type { FromVault, LaunchVault, ToVault, VaultChannel } from './process/protocol.ts';
export { createScanner } from './scan/scanner.ts';
export type { SignedIn, SignInWanted } from './sign-in/sign-ins.ts';
export type { OpenCredential } from './substitute.ts';
export {
  type CredentialDescription,
  createVault,
  programHost,
  type Vault,
  type VaultStatus,
} from './vault.ts';
export {
  createVaults,
  type StoredVault,
  type StoredVaultCredential,
  type VaultPage,
  type Vaults,
} from './vaults.ts';
