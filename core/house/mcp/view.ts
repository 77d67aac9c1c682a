import type { McpPort } from '../../api/index.ts';
import { describeError, isErrorCode } from '../../base/index.ts';
import { proposeLabels } from '../../gate/index.ts';
import {
  described,
  type McpServer,
  type McpTool,
  modelNameOf,
  pinOf,
  type Surroundings,
  standingOf,
  worstLabels,
} from '../../tools/index.ts';
import type { SignInStanding } from './sign-in.ts';

type ServerView = Awaited<ReturnType<McpPort['test']>>;
type ToolView = ServerView['tools'][number];

/** A server as the API shows it: everything but secrets. */
export function viewOf(
  server: McpServer,
  around: Surroundings,
  { isConnecting, signIn }: { isConnecting: boolean; signIn: SignInStanding | null },
): ServerView {
  const { check } = server;
  return {
    id: server.id,
    name: server.name,
    transport: transportView(server.transport),
    timeout_ms: server.timeoutMs,
    is_on: server.isOn,
    created_at: new Date(server.createdAt).toISOString(),
    state: isConnecting ? 'connecting' : check === null ? 'never' : check.problem ? 'failed' : 'ok',
    checked_at: check ? new Date(check.at).toISOString() : null,
    problem: check?.problem ? problemView(check.problem) : null,
    sign_in: signInView(server.transport, signIn),
    tools: server.tools.map((tool) => toolView(server, tool, around)),
  };
}

function transportView(transport: McpServer['transport']): ServerView['transport'] {
  if (transport.type === 'http') {
    const { url, mayBePrivate: may_be_private, hasToken: has_token } = transport;
    return { type: 'http', url, may_be_private, has_token };
  }
  const { command, args, environment, confinement } = transport;
  return {
    type: 'stdio',
    command,
    args,
    confinement,
    environment: environment.map(({ name, value, isGranted: is_granted }) => ({ name, value, is_granted })),
  };
}

function signInView(transport: McpServer['transport'], now: SignInStanding | null): ServerView['sign_in'] {
  if (transport.type !== 'http') return null;
  const { signIn } = transport;
  const scopes = (now ? now.scope : signIn?.scope)?.split(' ') ?? [];
  return {
    state: now?.state ?? (signIn ? 'signed_in' : 'none'),
    host: now ? now.host : signIn ? new URL(signIn.issuer).host : null,
    scopes,
    credential_id: signIn?.credentialId ?? null,
    problem: now?.problem ? problemView(now.problem) : null,
  };
}

function problemView({ code, message }: { code: string; message: string }): ServerView['problem'] {
  const { sentence, nextStep } = describeError(isErrorCode(code) ? code : 'mcp_connection_failed');
  return { code, sentence, next_step: nextStep, message };
}

function toolView(server: McpServer, tool: McpTool, around: Surroundings): ToolView {
  const { state, reason } = standingOf(server, tool, around);
  const shown = tool.approved ?? tool.seen;
  const proposal = shown && state !== 'refused' ? proposeLabels(described(shown)) : null;
  return {
    name: tool.name,
    model_name: modelNameOf(server.name, tool.name),
    description: shown?.description ?? shown?.title ?? '',
    arguments: Object.keys(shown ? propertiesOf(shown.inputSchema) : {}),
    state,
    reason,
    approved_pin: tool.approved ? pinOf(tool.approved) : null,
    seen_pin: tool.seen ? pinOf(tool.seen) : null,
    change:
      state === 'changed' && tool.approved && tool.seen
        ? { before: indented(tool.approved), after: indented(tool.seen) }
        : null,
    labels: copyOf(tool.labels ?? worstLabels),
    is_labelled: tool.labels !== null,
    proposal: proposal ? { labels: copyOf(proposal.labels), reasons: proposal.reasons } : null,
  };
}

function copyOf(labels: typeof worstLabels): ToolView['labels'] {
  return { ...labels, sinks: [...labels.sinks], payload: [...labels.payload] };
}

function propertiesOf({ properties }: Record<string, unknown>): object {
  return typeof properties === 'object' && properties !== null ? properties : {};
}

const indented = (value: unknown) => JSON.stringify(value, null, 2);
