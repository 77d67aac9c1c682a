import { HoldfastError, hashOfCall, type Runtime } from '../base/index.ts';
import { type Bound, bindCommands, bindQueries, type DataPort, memoize, type Note } from '../db/index.ts';
import type { NoteOrigin, StoredEvent, Verdict } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { beyondBounds, defaultReachBounds, type ReachBounds } from './blast-radius.ts';
import { createCallGrants } from './call-grants.ts';
import { decide, type ToolPolicy } from './decide.ts';
import { afterDenials } from './denied.ts';
import type { GrantContent } from './grants/grant.ts';
import { mayBeJudged } from './judging.ts';
import type { CallPreview } from './labels.ts';
import { noteOriginOf } from './note-origin.ts';
import { readOrigins } from './origins/index.ts';
import type { FolderGrant, GateStore, SessionGrant } from './store.ts';
import { type CallOrigins, type ShownTarget, type WeighedCall, weighCall } from './weigh-call.ts';

export interface GateCall {
  sessionId: string;
  tool: string;
  input: Record<string, unknown>;
  preview: CallPreview;
  /** What the agent's definition says of this tool. */
  agentPolicy: ToolPolicy | null;
  /** Why the call is outside the plan the owner approved; null or absent where it is not. */
  outsidePlan?: string | null;
  /** What its values are traced in. Without it nothing that leaves the session runs unasked. */
  origins?: CallOrigins;
}

/** The gate: verdicts, approvals, questions, rules, folder grants. Every promise rejects with HoldfastError. */
export interface Gate extends Bound<GateStore['queries']>, Bound<GateStore['commands']> {
  /** The verdict on one exact call, and the hash an answer will be bound to. Has no effect. Fails closed: an error is no. */
  decide(call: GateCall): Promise<Decision>;
  /** Permits kinds of calls for the rest of the session's task, as the owner said. Resolves with the grants as they stand. */
  addCallGrants(input: {
    sessionId: string;
    grants: readonly GrantContent[];
    by: string;
  }): Promise<SessionGrant[]>;
  /** Replaces what a grant permits. Throws `not_found`. */
  changeCallGrant(input: {
    sessionId: string;
    grantId: string;
    grant: GrantContent;
    by: string;
  }): Promise<SessionGrant[]>;
  /** Throws `not_found`. */
  revokeCallGrant(input: { sessionId: string; grantId: string; by: string }): Promise<void>;
  /** Grants a folder to a session. `path` must be a real, absolute path that was checked; the name is made unique. */
  grantFolder(input: {
    sessionId: string;
    path: string;
    name: string;
    access: 'read' | 'read_write';
  }): Promise<FolderGrant>;
  revokeFolder(input: { sessionId: string; grantId: string }): Promise<void>;
  revokeRule(input: { ruleId: string }): Promise<void>;
  /** Ends the rules and grants of every session that name a tool beginning so: what they permitted is no longer there, or elsewhere. */
  endPermissions(input: { toolPrefix: string; by: string }): Promise<void>;
}

/** The verdict, the hash an answer will be bound to, and where the call's values come from, for the owner; null where that has no say. */
export interface Decision {
  verdict: Verdict;
  inputHash: string;
  origins: WeighedCall['shown'] | null;
  /** Of a call that would write into the memory: where its words come from. */
  note: NoteOrigin | null;
  /** Null where the verdict is nobody's to change. Else a model may say that it need not be asked about. */
  judged: { targets: readonly ShownTarget[] | null; origins: WeighedCall['shown']['values'] } | null;
}

export interface GatePorts {
  data: DataPort;
  log: Log;
  runtime: Runtime;
  /** What the owner set for a tool on the settings page; null when nothing. */
  ownerPolicy(tool: string): Promise<ToolPolicy | null>;
  /** How many files one call of a session may touch before it always asks; the usual bounds when left out. */
  reachBounds?(sessionId: string): Promise<ReachBounds>;
  /** Holdfast's own folders: no tool that somebody else wrote is let near them. */
  ownPaths?: readonly string[];
  /** Where tests stop an answer: before and after it is committed. */
  at?: (point: 'before:approval' | 'after:approval', sessionId: string) => Promise<void>;
}

/** Makes the gate. */
export function createGate({
  data,
  log,
  runtime,
  ownerPolicy,
  reachBounds,
  at,
  ownPaths = [],
}: GatePorts): Gate {
  const commands = bindCommands<GateStore['commands']>(data, 'gate', ['answer']);
  const queries = bindQueries<GateStore['queries']>(data, 'gate', [
    'listApprovals', 'getApproval', 'listQuestions', 'listRules', 'listFolders', 'listFoldersOf', 'countWaiting', 'deniedHashes', 'listCallGrants', 'listAlarms',
  ]); // biome-ignore format: a list of names

  const bySession = (topic: string) => ({
    keyOf: ({ sessionId }: { sessionId: string }) => sessionId,
    changedBy: (note: Note) =>
      note.topic === topic
        ? ((note.data as { sessionId?: string }).sessionId ?? true)
        : note.topic === 'session_deleted',
  });
  const listRulesOf = memoize(data, { query: queries.listRules, ...bySession('rules') });
  const listFolders = memoize(data, { query: queries.listFolders, ...bySession('grants') });
  const listCallGrants = memoize(data, { query: queries.listCallGrants, ...bySession('grants') });
  const callGrants = createCallGrants({ log, runtime, list: listCallGrants });
  const deniedHashes = memoize(data, {
    query: async (input: { sessionId: string }) => new Set(await queries.deniedHashes(input)),
    keyOf: ({ sessionId }) => sessionId,
    changedBy: deniedBy,
  });

  return {
    ...commands,
    ...queries,
    ...callGrants,
    listFolders,
    listCallGrants,
    async answer(input) {
      if (!at) return commands.answer(input);
      const { sessionId } = await queries.getApproval({ id: input.toolUseId });
      await at('before:approval', sessionId);
      const answered = await commands.answer(input);
      await at('after:approval', sessionId);
      return answered;
    },
    async decide(call) {
      const inputHash = hashOfCall(call.tool, call.input);
      const [rules, hashes, owner, grants] = await Promise.all([
        listRulesOf({ sessionId: call.sessionId }),
        deniedHashes({ sessionId: call.sessionId }),
        ownerPolicy(call.tool),
        listCallGrants({ sessionId: call.sessionId }),
      ]);
      const calls = call.origins ? (await readOrigins(call.origins.events)).denied : [];
      const weighed = call.origins ? await weighCall({ ...call, grants, ownPaths }, call.origins) : null;
      const policies = [
        { source: 'agent' as const, policy: call.agentPolicy },
        { source: 'owner' as const, policy: owner },
      ];
      const { reach } = call.preview;
      const bounds = reach && reachBounds ? await reachBounds(call.sessionId) : defaultReachBounds;
      const verdict = decide({
        tool: call.tool,
        input: call.input,
        preview: call.preview,
        policies,
        rules,
        denied: afterDenials(
          { hashes, calls },
          { ...call, inputHash, paths: call.preview.paths, traced: weighed },
        ),
        outsidePlan: call.outsidePlan ?? null,
        tooFar: beyondBounds(reach, bounds),
        origins: weighed?.verdict ?? null,
      });
      const targets = weighed?.targets ?? null;
      const labels = call.origins?.labels;
      const isJudged = mayBeJudged({ verdict, preview: call.preview, labels, policies, targets });
      return {
        verdict,
        inputHash,
        origins: weighed?.shown ?? null,
        note: await noteOf(call),
        judged: isJudged ? { targets, origins: weighed?.shown.values ?? [] } : null,
      };
    },
    async grantFolder({ sessionId, path, name, access }) {
      const existing = await listFolders({ sessionId });
      const same = existing.find((grant) => grant.path === path);
      if (same?.access === access) return same;
      const grantId = runtime.ids.next('grant');
      const taken = new Set(existing.filter((grant) => grant.id !== same?.id).map((grant) => grant.name));
      await log.append({
        sessionId,
        events: [
          ...(same ? [{ type: 'holdfast.folder_revoked' as const, grant_id: same.id }] : []),
          { type: 'holdfast.folder_granted', grant_id: grantId, name: uniqueName(name, taken), path, access },
        ],
      });
      const granted = (await listFolders({ sessionId })).find((grant) => grant.id === grantId);
      if (!granted) throw new HoldfastError('internal', 'the grant was not recorded');
      return granted;
    },
    async revokeFolder({ sessionId, grantId }) {
      const grants = await listFolders({ sessionId });
      if (!grants.some((grant) => grant.id === grantId))
        throw new HoldfastError('not_found', `no grant ${grantId}`);
      await log.append({ sessionId, events: [{ type: 'holdfast.folder_revoked', grant_id: grantId }] });
    },
    async endPermissions({ toolPrefix, by }) {
      for (const { id, sessionId, tool } of await queries.listRules({}))
        if (tool.startsWith(toolPrefix))
          await log.append({ sessionId, events: [{ type: 'holdfast.rule_revoked', rule_id: id }] });
      for (const { id, sessionId, tools } of await queries.listCallGrants({}))
        if (tools.some((tool) => tool.startsWith(toolPrefix)))
          await callGrants.revokeCallGrant({ sessionId, grantId: id, by });
    },
    async revokeRule({ ruleId }) {
      const rule = (await queries.listRules({})).find((candidate) => candidate.id === ruleId);
      if (!rule) throw new HoldfastError('not_found', `no rule ${ruleId}`);
      await log.append({
        sessionId: rule.sessionId,
        events: [{ type: 'holdfast.rule_revoked', rule_id: ruleId }],
      });
    },
  };
}

/** Fails closed: without a log to trace them in, words are nobody's. */
async function noteOf({ preview, input, origins }: GateCall): Promise<NoteOrigin | null> {
  if (preview.target !== 'memory' || preview.effect !== 'local') return null;
  if (!origins) return { label: 'untrusted', why: 'not_said', sources: [] };
  const { sinks, payload } = origins.labels;
  const words = [...payload, ...sinks]
    .map((name) => input[name])
    .filter((value) => typeof value === 'string');
  return noteOriginOf(await readOrigins(origins.events), words);
}

// an answer adds to what is denied, the owner's next message takes it all back
function deniedBy({ topic, data }: Note): boolean | string {
  if (topic === 'session_deleted') return true;
  // in the shapes that the gate's projector and the log note
  if (topic === 'approvals') return (data as { sessionId?: string }).sessionId ?? true;
  if (topic !== 'events') return false;
  const { sessionId, events } = data as { sessionId: string; events: readonly StoredEvent[] };
  return events.some(({ event }) => event.type === 'user.message') && sessionId;
}

// the name is a path segment below /mnt/folders
function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  const base =
    [...wanted.normalize('NFC')]
      .filter((character) => !'/\\\0'.includes(character))
      .join('')
      .trim()
      .slice(0, 80) || 'folder';
  const safe = base === '.' || base === '..' ? 'folder' : base;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? safe : `${safe}-${number}`;
    if (!taken.has(name)) return name;
  }
}
