import { HoldfastError } from '../../base/index.ts';
import type { CredentialAuth, StoredVault, StoredVaultCredential, Vaults } from '../../vault/index.ts';
import type { CreateAuth, UpdateAuth } from './vault-schemas.ts';

const timeOf = (ms: number) => new Date(ms).toISOString();
const timeOrNull = (ms: number | null) => (ms === null ? null : timeOf(ms));

export function vaultOnWire({ id, displayName, metadata, createdAt, updatedAt, archivedAt }: StoredVault) {
  return {
    id,
    type: 'vault' as const,
    display_name: displayName,
    metadata,
    created_at: timeOf(createdAt),
    updated_at: timeOf(updatedAt),
    archived_at: timeOrNull(archivedAt),
  };
}

/** Never with a secret: none is in what it is made of. */
export function credentialOnWire(credential: StoredVaultCredential) {
  return {
    id: credential.id,
    type: 'vault_credential' as const,
    vault_id: credential.vaultId,
    display_name: credential.displayName,
    auth: credential.auth,
    metadata: credential.metadata,
    created_at: timeOf(credential.createdAt),
    updated_at: timeOf(credential.updatedAt),
    archived_at: timeOrNull(credential.archivedAt),
  };
}

type Secrets = Parameters<Vaults['addCredential']>[0]['secrets'];

/** What may be told of a new credential, and what may not, apart. */
export function divideAuth(given: CreateAuth): { auth: CredentialAuth; secrets: Secrets } {
  switch (given.type) {
    case 'static_bearer': {
      const { token, ...auth } = given;
      return { auth, secrets: { value: token } };
    }
    case 'mcp_oauth': {
      const { access_token, refresh, mcp_server_url, type } = given;
      const told = refresh && {
        client_id: refresh.client_id,
        token_endpoint: refresh.token_endpoint,
        token_endpoint_auth: { type: refresh.token_endpoint_auth.type },
        scope: refresh.scope ?? null,
        resource: refresh.resource ?? null,
      };
      const way = refresh?.token_endpoint_auth;
      return {
        auth: { type, mcp_server_url, expires_at: given.expires_at ?? null, refresh: told ?? null },
        secrets: {
          value: access_token,
          ...(refresh && { refreshToken: refresh.refresh_token }),
          ...(way && way.type !== 'none' && { clientSecret: way.client_secret }),
        },
      };
    }
    case 'environment_variable': {
      const { secret_value, injection_location, ...auth } = given;
      const { header = true, body = false } = injection_location ?? {};
      return { auth: { ...auth, injection_location: { header, body } }, secrets: { value: secret_value } };
    }
  }
}

/** A credential after a change; its type, address and name never do. */
export function changeAuth(
  before: CredentialAuth,
  change: UpdateAuth,
): { auth: CredentialAuth; secrets: Partial<Secrets> } {
  const value = (given: string | null | undefined): Partial<Secrets> =>
    given == null ? {} : { value: given };
  if (change.type === 'static_bearer' && before.type === 'static_bearer')
    return { auth: before, secrets: value(change.token) };
  if (change.type === 'environment_variable' && before.type === 'environment_variable') {
    const { networking, injection_location, may_leave } = change;
    return {
      auth: {
        ...before,
        ...(networking && { networking }),
        injection_location: { ...before.injection_location, ...injection_location },
        ...(may_leave !== undefined && { may_leave }),
      },
      secrets: value(change.secret_value),
    };
  }
  if (change.type === 'mcp_oauth' && before.type === 'mcp_oauth') {
    const { refresh, expires_at } = change;
    if (refresh && before.refresh === null)
      throw new HoldfastError('invalid_request', 'auth.refresh: this credential has none');
    const clientSecret = refresh?.token_endpoint_auth?.client_secret;
    return {
      auth: {
        ...before,
        ...(expires_at != null && { expires_at }),
        refresh: before.refresh && {
          ...before.refresh,
          ...(refresh?.scope != null && { scope: refresh.scope }),
          ...(refresh?.token_endpoint_auth && {
            token_endpoint_auth: { type: refresh.token_endpoint_auth.type },
          }),
        },
      },
      secrets: {
        ...value(change.access_token),
        ...(refresh?.refresh_token != null && { refreshToken: refresh.refresh_token }),
        ...(clientSecret != null && { clientSecret }),
      },
    };
  }
  throw new HoldfastError('invalid_request', `auth.type: this credential is ${before.type}`);
}
