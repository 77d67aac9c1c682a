import {
  type CodeBody,
  codeRequest,
  type HostFunction,
  pieceOfBody,
  type RunFiles,
  uploadOf,
} from '../sandbox/index.ts';
import type { ToolContext, ToolOutcome } from './contract.ts';
import { credentialsIn, fetchName, readAnswer, sendToUrlName } from './fetch.ts';
import type { ToolParts } from './ports.ts';
import { size } from './wording.ts';

/** What the answers of one run may come to, in bytes: each of them is kept in the log. */
const mostRunBytes = 64 * 1024 * 1024;
/** Bodies that are kept while code takes them piece by piece; further ones are read from the log again. */
const mostBodies = 8;

/**
 * Answers `fetch` of code: each request is a call of a tool, through the gate and the log like any. What code reads of an answer is made
 * from the outcome as the log has it, so that a run which is gone through again reads the same and nothing is fetched twice.
 */
export function fetchHost(
  parts: ToolParts,
  context: ToolContext,
  files: RunFiles,
  variables: Readonly<Record<string, string>>,
): HostFunction {
  const bodies = new Map<string, CodeBody>();
  let runBytes = 0;

  const keep = (of: string, body: CodeBody) => {
    bodies.set(of, body);
    const [oldest] = bodies.keys();
    if (bodies.size > mostBodies && oldest !== undefined) bodies.delete(oldest);
  };

  async function more(of: string, from: number): Promise<string> {
    const body = bodies.get(of) ?? (await bodyAgain(context, of));
    if (body === null) return refused('What it answered is not known any more.');
    const piece = pieceOfBody(body, from);
    if (piece.next === null) bodies.delete(of);
    else keep(of, body);
    return given(piece);
  }

  return async (argsJson, _signal, call) => {
    const parsed = codeRequest.safeParse(JSON.parse(argsJson));
    if (!parsed.success) return refused(problemOf(parsed.error.issues[0]?.path));
    const request = parsed.data;
    if (request.op === 'more') {
      call.refer(request.of);
      return more(request.of, request.from);
    }
    let id = call.reference;
    const link = {
      resumes: id,
      onLogged(logged: string) {
        id = logged;
        call.refer(logged);
      },
      onWaiting: (isWaiting: boolean) => call.setWaiting(isWaiting),
    };
    if (!call.isAnswered && runBytes >= mostRunBytes)
      return refused(`This code has fetched ${size(mostRunBytes)}, which is the most one run may fetch.`);
    const { name, input } = callOf(request, variables);
    const outcome = call.isAnswered
      ? await context.suspension?.outcomeOf(id ?? '')
      : await files.around(() => parts.nesting.asCode(() => context.callTool(name, input, link)), false);
    const answer = outcome && !outcome.isError ? readAnswer(outcome) : null;
    if (answer === null) return refused(textOf(outcome));
    const { head, body } = answer;
    runBytes += body?.length ?? 0;
    const piece = body === null ? null : pieceOfBody(body, 0);
    if (body !== null && piece?.next !== null && id !== undefined) keep(id, body);
    return given({
      url: head.url,
      status: head.status,
      statusText: head.status_text,
      redirected: head.redirected,
      headers: head.headers,
      isText: typeof body === 'string',
      size: body?.length ?? 0,
      of: id ?? '',
      piece,
    });
  };
}

function callOf(
  request: Extract<ReturnType<typeof codeRequest.parse>, { op: 'request' }>,
  variables: Readonly<Record<string, string>>,
): { name: string; input: Record<string, unknown> } {
  const { url, method, redirect, text } = request;
  const headers = new Map<string, string>();
  for (const [name, value] of request.headers) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const upload = uploadOf(request);
  const input = {
    url,
    method,
    headers: Object.fromEntries(headers),
    redirect,
    credentials: credentialsIn(variables, [url, ...headers.values(), text ?? '']),
  };
  if (method === 'GET' || method === 'HEAD') return { name: fetchName, input };
  return {
    name: sendToUrlName,
    input: {
      ...input,
      ...(text === undefined ? {} : { body: text }),
      ...(upload === undefined ? {} : { body_base64: Buffer.from(upload).toString('base64') }),
    },
  };
}

async function bodyAgain(context: ToolContext, of: string): Promise<CodeBody | null> {
  const outcome = await context.suspension?.outcomeOf(of);
  return outcome ? (readAnswer(outcome)?.body ?? null) : null;
}

function given(value: unknown): string {
  return JSON.stringify({ error: null, value });
}

function refused(error: string): string {
  return JSON.stringify({ error, value: null });
}

function textOf(outcome: ToolOutcome | null | undefined): string {
  const text = outcome?.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
  return outcome?.isError && text ? text : 'What it answered is not known any more.';
}

function problemOf(path: readonly PropertyKey[] | undefined): string {
  switch (path?.[0]) {
    case 'headers':
      return 'A header is not one that can be sent, or there are too many.';
    case 'url':
      return 'The address is empty or too long.';
    case 'method':
      return 'There is no such method.';
    default:
      return 'The request is not one.';
  }
}
