import type { CreateCredential } from '../../api/index.ts';

export type CredentialKind = CreateCredential['auth']['type'];
export type ClientAuth = 'none' | 'client_secret_basic' | 'client_secret_post';

/** A credential as it is being written; everything of it but its secrets. */
export interface CredentialDraft {
  kind: CredentialKind;
  displayName: string;
  /** Of the server that gets a bearer or OAuth token. */
  url: string;
  variable: string;
  /** One host a line; `host` or `host:port`. */
  hosts: string;
  inHeader: boolean;
  inBody: boolean;
  mayLeave: boolean;
  /** `datetime-local`, in the owner's own time; empty: unknown. */
  expiresAt: string;
  isRenewed: boolean;
  tokenEndpoint: string;
  clientId: string;
  clientAuth: ClientAuth;
  scope: string;
}

export const emptyDraft: CredentialDraft = {
  kind: 'static_bearer',
  displayName: '',
  url: '',
  variable: '',
  hosts: '',
  inHeader: true,
  inBody: false,
  mayLeave: false,
  expiresAt: '',
  isRenewed: false,
  tokenEndpoint: '',
  clientId: '',
  clientAuth: 'none',
  scope: '',
};

export type DraftField = 'url' | 'variable' | 'hosts' | 'places' | 'tokenEndpoint' | 'clientId';

const isAddress = (text: string) => /^https?:\/\/[^\s/]+\S*$/i.test(text.trim());
export const hostsIn = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((host) => host.trim())
    .filter((host) => host !== '');

/** Which fields are wrong; empty when it can be sent. Secrets are looked at in their inputs. */
export function problemsOf(draft: CredentialDraft): ReadonlySet<DraftField> {
  const problems = new Set<DraftField>();
  if (draft.kind === 'environment_variable') {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(draft.variable.trim())) problems.add('variable');
    const hosts = hostsIn(draft.hosts);
    if (hosts.length === 0 || hosts.length > 16 || hosts.some((host) => host.includes('/')))
      problems.add('hosts');
    if (!draft.inHeader && !draft.inBody) problems.add('places');
    return problems;
  }
  if (!isAddress(draft.url)) problems.add('url');
  if (draft.kind === 'mcp_oauth' && draft.isRenewed) {
    if (!isAddress(draft.tokenEndpoint)) problems.add('tokenEndpoint');
    if (draft.clientId.trim() === '') problems.add('clientId');
  }
  return problems;
}

/** The names of the secrets that a draft needs. */
export function secretsOf(draft: CredentialDraft): string[] {
  if (draft.kind !== 'mcp_oauth' || !draft.isRenewed) return ['value'];
  return ['value', 'refresh', ...(draft.clientAuth === 'none' ? [] : ['client'])];
}

/** What is sent for a draft without problems; `take` gives each secret once. */
export function requestOf(draft: CredentialDraft, take: (secret: string) => string): CreateCredential {
  const display_name = draft.displayName.trim() || null;
  return { display_name, auth: authOf(draft, take) };
}

function authOf(draft: CredentialDraft, take: (secret: string) => string): CreateCredential['auth'] {
  switch (draft.kind) {
    case 'static_bearer':
      return { type: 'static_bearer', mcp_server_url: draft.url.trim(), token: take('value') };
    case 'environment_variable':
      return {
        type: 'environment_variable',
        secret_name: draft.variable.trim(),
        secret_value: take('value'),
        networking: { type: 'limited', allowed_hosts: hostsIn(draft.hosts) },
        injection_location: { header: draft.inHeader, body: draft.inBody },
        may_leave: draft.mayLeave,
      };
    case 'mcp_oauth':
      return {
        type: 'mcp_oauth',
        mcp_server_url: draft.url.trim(),
        access_token: take('value'),
        expires_at: draft.expiresAt === '' ? null : new Date(draft.expiresAt).toISOString(),
        refresh: draft.isRenewed
          ? {
              client_id: draft.clientId.trim(),
              refresh_token: take('refresh'),
              token_endpoint: draft.tokenEndpoint.trim(),
              token_endpoint_auth:
                draft.clientAuth === 'none'
                  ? { type: 'none' }
                  : { type: draft.clientAuth, client_secret: take('client') },
              scope: draft.scope.trim() || null,
            }
          : null,
      };
  }
}
