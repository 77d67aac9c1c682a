import type { RequestOf } from '../../../core/api/contract.ts';
import type { McpServer } from '../../api/index.ts';

type AddRequest = RequestOf<'addMcpServer'>;
type EditRequest = Exclude<RequestOf<'changeMcpServer'>, { is_on: boolean }>;

/** `granted`: the program gets the secret itself. */
export type VariableKind = 'plain' | 'placeholder' | 'granted';

export interface DraftVariable {
  name: string;
  value: string;
  kind: VariableKind;
  /** Under this name its value is in the vault; an empty value leaves it there. */
  storedAs?: string;
}

export interface DraftFolder {
  path: string;
  access: 'read' | 'read_write';
}

/** A server as it is being written. */
export interface ServerDraft {
  name: string;
  kind: 'stdio' | 'http';
  command: string;
  /** One argument a line. */
  args: string;
  environment: readonly DraftVariable[];
  isConfined: boolean;
  folders: readonly DraftFolder[];
  url: string;
  /** Empty: none, or the one that is stored stays. */
  token: string;
  isTokenDropped: boolean;
  mayBePrivate: boolean;
  timeoutSeconds: string;
}

export const emptyDraft: ServerDraft = {
  name: '',
  kind: 'stdio',
  command: '',
  args: '',
  environment: [],
  isConfined: true,
  folders: [],
  url: '',
  token: '',
  isTokenDropped: false,
  mayBePrivate: false,
  timeoutSeconds: '60',
};

/** A server as it stands, to be changed. */
export function draftOf({ name, transport, timeout_ms }: McpServer): ServerDraft {
  const base = { ...emptyDraft, name, kind: transport.type, timeoutSeconds: String(timeout_ms / 1000) };
  if (transport.type === 'http')
    return { ...base, url: transport.url, mayBePrivate: transport.may_be_private };
  const { command, args, environment, confinement } = transport;
  return {
    ...base,
    command,
    args: args.join('\n'),
    environment: environment.map((variable) =>
      variable.value === null
        ? {
            name: variable.name,
            value: '',
            kind: variable.is_granted ? 'granted' : 'placeholder',
            storedAs: variable.name,
          }
        : { name: variable.name, value: variable.value, kind: 'plain' },
    ),
    isConfined: confinement !== null,
    folders: confinement?.folders ?? [],
  };
}

export type ServerField = 'name' | 'command' | 'url' | 'timeout' | 'environment';

/** True where nothing was typed because the value is in the vault already. */
export const isStored = ({ name, value, kind, storedAs }: DraftVariable) =>
  value === '' && kind !== 'plain' && storedAs !== undefined && storedAs === name.trim();

/** Which fields are wrong; empty when it can be sent. */
export function problemsOf(draft: ServerDraft): ReadonlySet<ServerField> {
  const problems = new Set<ServerField>();
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(draft.name.trim())) problems.add('name');
  if (draft.kind === 'stdio' && draft.command.trim() === '') problems.add('command');
  if (draft.kind === 'http' && !/^https?:\/\/\S+$/i.test(draft.url.trim())) problems.add('url');
  const seconds = Number(draft.timeoutSeconds);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 600) problems.add('timeout');
  const variables = variablesOf(draft);
  const isTwice = new Set(variables.map(({ name }) => name)).size < variables.length;
  const isMisnamed = variables.some(({ name }) => !/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name));
  // a secret that is renamed or shown plainly has to be entered: nothing reads it back
  const isLost = variables.some(
    (each) => each.value === '' && !isStored(each) && (each.kind !== 'plain' || each.storedAs !== undefined),
  );
  if (draft.kind === 'stdio' && (isTwice || isMisnamed || isLost)) problems.add('environment');
  return problems;
}

/** True where the stored token, or what was signed in, is for another host than the one that was typed. */
export function losesToken(draft: ServerDraft, { transport, sign_in }: McpServer): boolean {
  if (transport.type !== 'http' || draft.token !== '') return false;
  if (!transport.has_token && !sign_in?.credential_id) return false;
  return URL.canParse(draft.url.trim()) && new URL(draft.url.trim()).origin !== new URL(transport.url).origin;
}

function variablesOf({ environment }: ServerDraft): DraftVariable[] {
  return environment
    .filter(({ name, value }) => name.trim() !== '' || value !== '')
    .map((each) => ({ ...each, name: each.name.trim() }));
}

const argumentsOf = ({ args }: ServerDraft) => args.split('\n').filter((line) => line !== '');
const confinementOf = ({ isConfined, folders }: ServerDraft) =>
  isConfined ? { folders: [...folders] } : null;
const kindOf = ({ kind }: DraftVariable) => ({ is_secret: kind !== 'plain', is_granted: kind === 'granted' });

/** What is sent for a new server, of a draft without problems. */
export function requestOf(draft: ServerDraft): AddRequest {
  const token = draft.token.trim();
  return sentOf(draft, token === '' ? {} : { token }, ({ value }) => ({ value }));
}

/** What is sent for a server that is changed: only what differs. Null: nothing does. */
export function editOf(draft: ServerDraft, server: McpServer): EditRequest | null {
  const [now, before] = [changeOf(draft), changeOf(draftOf(server))];
  const edit: EditRequest = {
    ...(now.name !== before.name && { name: now.name }),
    ...(now.timeout_ms !== before.timeout_ms && { timeout_ms: now.timeout_ms }),
    ...(JSON.stringify(now.transport) !== JSON.stringify(before.transport) && { transport: now.transport }),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

function changeOf(draft: ServerDraft): Required<EditRequest> {
  const token = draft.token.trim();
  return sentOf(draft, token !== '' ? { token } : draft.isTokenDropped ? { token: null } : {}, (each) =>
    isStored(each) ? {} : { value: each.value },
  );
}

function sentOf<Token extends object, Value extends object>(
  draft: ServerDraft,
  token: Token,
  givenOf: (variable: DraftVariable) => Value,
) {
  return {
    name: draft.name.trim(),
    timeout_ms: Number(draft.timeoutSeconds) * 1000,
    transport:
      draft.kind === 'http'
        ? {
            type: 'http' as const,
            url: draft.url.trim(),
            may_be_private: draft.mayBePrivate,
            ...token,
          }
        : {
            type: 'stdio' as const,
            command: draft.command.trim(),
            confinement: confinementOf(draft),
            args: argumentsOf(draft),
            environment: variablesOf(draft).map((each) => ({
              name: each.name,
              ...givenOf(each),
              ...kindOf(each),
            })),
          },
  };
}
