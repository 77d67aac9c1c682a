import { z } from 'zod';
import { HoldfastError } from '../base/index.ts';
import type { CallPreview } from '../gate/index.ts';
import type { Target } from '../vault/index.ts';
import { errorOutcome, type Tool, type ToolContext, type ToolOutcome } from './contract.ts';
import { defineTool } from './define.ts';
import type { ToolParts } from './ports.ts';
import { previewOfRequest, publicTarget } from './web-fetch.ts';
import type { WebPort } from './web-port.ts';
import { sendToWeb, type WebResponse } from './web-request.ts';
import { size } from './wording.ts';

/** What `fetch` of code comes to: a request that only asks, and one that does something there. No model calls them itself. */
export const fetchName = 'fetch';
export const sendToUrlName = 'send_to_url';

/** The most of one answer's body, in bytes; all of it goes into the log. */
const mostBodyBytes = 4 * 1024 * 1024;
const mostShownUnits = 50_000;

const common = {
  url: z.string().min(1).max(8000),
  headers: z.record(z.string(), z.string()),
  redirect: z.enum(['follow', 'manual', 'error']),
  /** Names of the session's variables whose placeholders are in it: a rule for a host is one with or without them. */
  credentials: z.array(z.string()),
};
const askingInput = z.object({ ...common, method: z.enum(['GET', 'HEAD']) });
const sendingInput = z.object({
  ...common,
  method: z.string().regex(/^[A-Z]{1,20}$/),
  body: z.string().optional(),
  body_base64: z.base64().optional(),
});
type Input = z.infer<typeof sendingInput>;

/** The first block of an outcome, as JSON; the second is the body, if there is one. */
const answerHead = z.object({
  url: z.string(),
  status: z.number().int(),
  status_text: z.string(),
  redirected: z.boolean(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.enum(['text', 'base64', 'none']),
});

/** `fetch` with GET or HEAD: like `web_fetch` the owner is asked once for each host, and what comes back is as it came. */
export function fetchTool(parts: ToolParts, web: WebPort): Tool {
  return defineTool({
    name: fetchName,
    description: 'Fetches an address of the public web for code.',
    inputSchema: askingInput,
    labels: {
      recovery: 'effectful',
      reversibility: 'irreversible',
      effect: 'egress',
      output: 'untrusted',
      sinks: ['url'],
      payload: ['url', 'headers'],
    },
    async preview(input, { sessionId }) {
      const { target, facts } = await readRequest(web, sessionId, input);
      const preview = previewOfRequest({
        tool: fetchName,
        target,
        sentence: (host) => `Let the code fetch from ${host}. The address is sent there.`,
        facts,
        rule: (host) =>
          `Let code of the agent fetch from ${host}${named(input.credentials)} for the rest of this session`,
      });
      const { ruleOffered } = preview;
      const match = { ...ruleOffered?.match, arguments: { credentials: input.credentials } };
      return { ...preview, ruleOffered: ruleOffered && { ...ruleOffered, match } };
    },
    run: (input, context) => send(parts, web, { ...input, body: undefined }, context),
  });
}

/** `fetch` with any other method: what it does there cannot be taken back, so each one is asked about. */
export function sendToUrlTool(parts: ToolParts, web: WebPort): Tool {
  return defineTool({
    name: sendToUrlName,
    description: 'Sends data to an address of the public web for code.',
    inputSchema: sendingInput,
    labels: {
      recovery: 'effectful',
      reversibility: 'irreversible',
      effect: 'egress',
      output: 'untrusted',
      sinks: ['url'],
      payload: ['url', 'headers', 'body', 'body_base64'],
    },
    async preview(input, { sessionId }) {
      const { target, facts } = await readRequest(web, sessionId, input);
      return {
        ...previewOfRequest({
          tool: sendToUrlName,
          target,
          sentence: (host) =>
            `Let the code send a ${input.method} request to ${host}. What it does there cannot be taken back.`,
          facts: [...facts, ...bodyFacts(input)],
          rule: () => '',
        }),
        reversibility: 'irreversible',
        ruleOffered: null,
      };
    },
    run: (input, context) => send(parts, web, input, context),
  });
}

const redirects = {
  follow: 'follow, within this host only',
  manual: 'manual: the code gets the redirect itself',
  error: 'error: a redirect counts as a failure',
} as const;

async function readRequest(
  web: WebPort,
  sessionId: string,
  input: Input,
): Promise<{ target: Target; facts: CallPreview['facts'] }> {
  const target = publicTarget(input.url, 'code');
  if (['CONNECT', 'TRACE', 'TRACK'].includes(input.method))
    throw new HoldfastError('invalid_request', `The method ${input.method} is not sent.`);
  const variables = await web.variables(sessionId);
  const used = credentialsIn(variables, [input.url, ...Object.values(input.headers), input.body ?? '']);
  if (used.join() !== input.credentials.join())
    throw new HoldfastError('invalid_request', 'The credentials that it names are not those in it.');
  const readable = (text: string) =>
    Object.entries(variables).reduce((said, [name, value]) => said.replaceAll(value, `{${name}}`), text);
  const headers = Object.entries(input.headers).map(([name, value]) => `${name}: ${readable(value)}`);
  return {
    target,
    facts: [
      { label: 'Method', value: input.method },
      { label: 'Redirects', value: redirects[input.redirect] },
      ...(headers.length === 0 ? [] : [{ label: 'Headers', value: headers.join('\n') }]),
      ...(used.length === 0
        ? []
        : [{ label: 'Credential', value: `${used.join(', ')}, put in by the vault on the way` }]),
    ],
  };
}

/** Which of the session's variables have their placeholder in one of these texts; in a stable order. */
export function credentialsIn(
  variables: Readonly<Record<string, string>>,
  texts: readonly string[],
): string[] {
  return Object.keys(variables)
    .filter((name) => texts.some((text) => text.includes(variables[name] ?? '\0')))
    .sort();
}

function named(credentials: readonly string[]): string {
  return credentials.length === 0 ? '' : ` with ${credentials.join(', ')}`;
}

function bodyFacts({ body, body_base64: encoded }: Input): CallPreview['facts'] {
  if (encoded !== undefined)
    return [{ label: 'Body', value: `${size(Math.floor(encoded.length * 0.75))} that are no text` }];
  if (body === undefined) return [];
  const rest = body.length - mostShownUnits;
  const shown =
    rest > 0 ? `${body.slice(0, mostShownUnits).toWellFormed()}\n… and ${rest} characters more` : body;
  return [{ label: `Body, ${size(Buffer.byteLength(body))}`, value: shown }];
}

async function send(
  parts: ToolParts,
  web: WebPort,
  { url, method, headers, body, body_base64: encoded, redirect }: Input,
  context: ToolContext,
): Promise<ToolOutcome> {
  const startedAt = parts.clock.now();
  const target = publicTarget(url, 'code');
  const outcome = await sendToWeb(
    web,
    parts,
    {
      target,
      method,
      headers,
      body: encoded === undefined ? (body ?? null) : Buffer.from(encoded, 'base64'),
      redirect,
      network: 'public',
      mostBytes: mostBodyBytes,
    },
    context,
  );
  if (!outcome.ok) return errorOutcome(outcome.message, { host: target.host });
  const { answer } = outcome;
  const { status, bytes } = answer;
  return {
    content: contentOf(answer, method === 'HEAD').map((text) => ({ type: 'text', text })),
    isError: false,
    details: {
      host: target.host,
      method,
      status,
      bytes: bytes.byteLength,
      took_ms: parts.clock.now() - startedAt,
    },
  };
}

function contentOf(answer: WebResponse, isHead: boolean): string[] {
  const { bytes } = answer;
  const hasNone = isHead || (bytes.byteLength === 0 && [204, 205, 304].includes(answer.status));
  const text = hasNone ? null : textOf(bytes);
  const head: z.infer<typeof answerHead> = {
    url: answer.url.href,
    status: answer.status,
    status_text: answer.statusText,
    redirected: answer.redirected,
    headers: [...answer.headers],
    body: hasNone ? 'none' : text === null ? 'base64' : 'text',
  };
  if (hasNone) return [JSON.stringify(head)];
  return [JSON.stringify(head), text ?? Buffer.from(bytes).toString('base64')];
}

/** The text that is exactly these bytes in UTF-8; null where they are none. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // not UTF-8: another charset, or no text at all
    return null;
  }
}

/** An outcome as it was before it went into the log; null where it is not one of these tools'. */
export function readAnswer(
  outcome: ToolOutcome,
): { head: z.infer<typeof answerHead>; body: string | Uint8Array | null } | null {
  const [first, second] = outcome.content.map((block) => (block.type === 'text' ? block.text : ''));
  const head = answerHead.safeParse(parseJson(first ?? ''));
  if (!head.success) return null;
  if (head.data.body === 'none') return { head: head.data, body: null };
  // an empty text may have been left out on the way
  const text = second ?? '';
  return { head: head.data, body: head.data.body === 'text' ? text : Buffer.from(text, 'base64') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (caught) {
    if (caught instanceof SyntaxError) return null;
    throw caught;
  }
}
