import { type ContentBlock, textOf } from '../../events/index.ts';
import type { SessionDetail, SessionRow } from '../contract.ts';
import { agentOf, type SessionRecord } from '../managed/session-view.ts';
import type { ApiDeps, Slice } from '../ports.ts';
import { ruleOnWire } from './approval-view.ts';
import type { Folders } from './folders.ts';

export interface RowsRequest {
  text: string;
  archived: 'true' | 'false' | 'any';
  limit: number;
  after: string | undefined;
  /** Words of the transcript are found through the palace, which is the owner's. */
  mayReadPalace: boolean;
  /** Set for a client, which sees only the sessions that it made. */
  createdBy: string | null;
}

type Hit = Awaited<ReturnType<ApiDeps['palace']['search']>>[number];

interface Pending {
  approvals: readonly { sessionId: string }[];
  questions: readonly { sessionId: string }[];
}

const titleLength = 80;
/** Of a session in which nothing was said yet: a row and a heading need words. */
const untitled = 'New session';
const snippetLength = 160;
const archivedFilter = { true: 'only', false: 'exclude', any: 'include' } as const;

/** Sessions as the window lists them: gathered from the log, the gate, the folders and the palace. */
export function createSessionOverview({ log, gate, palace }: ApiDeps, folders: Folders) {
  async function readPending(sessionId?: string): Promise<Pending> {
    const inSession = sessionId === undefined ? {} : { sessionId };
    const [waiting, questions] = await Promise.all([
      gate.listApprovals({ status: 'pending', ...inSession }),
      gate.listQuestions(inSession),
    ]);
    return { approvals: waiting, questions };
  }

  /** The first words of the session, where nobody gave it a title yet. */
  async function titleOf(record: SessionRecord): Promise<string> {
    if (record.title) return record.title;
    const [first] = await log.read({ sessionId: record.id, types: ['user.message'], limit: 1 });
    return cut(wordsOf(first?.event), titleLength) || untitled;
  }

  async function lastWords(record: SessionRecord): Promise<SessionRow['snippet']> {
    const types = ['agent.message', 'user.message'];
    const [last] = await log.read({ sessionId: record.id, types, order: 'desc', limit: 1 });
    const text = cut(wordsOf(last?.event), snippetLength);
    return text === '' ? null : { text, marks: [] };
  }

  async function rowOf(
    record: SessionRecord,
    pending: Pending,
    found: SessionRow['snippet'],
  ): Promise<SessionRow> {
    const [title, snippet, granted] = await Promise.all([
      titleOf(record),
      found ?? lastWords(record),
      folders.list(record.id),
    ]);
    return {
      id: record.id,
      title,
      status: record.status,
      stop_reason: record.stopReason,
      created_at: new Date(record.createdAt).toISOString(),
      last_event_at: new Date(record.lastEventAt).toISOString(),
      archived_at: record.archivedAt === null ? null : new Date(record.archivedAt).toISOString(),
      pending_approvals: pending.approvals.filter((approval) => approval.sessionId === record.id).length,
      pending_questions: pending.questions.filter((question) => question.sessionId === record.id).length,
      folders: granted.map(({ name, access }) => ({ name, access })),
      snippet,
      event_count: record.lastSeq,
      paused: record.isPaused,
      forked_from: forkedFromOf(record),
      created_by: record.createdBy,
    };
  }

  async function search(request: RowsRequest): Promise<{ records: SessionRecord[]; hits: Map<string, Hit> }> {
    const hits = new Map<string, Hit>();
    if (request.mayReadPalace) {
      for (const hit of await palace.search({ query: request.text, limit: 100, isTyping: true })) {
        if (!hits.has(hit.source.session_id)) hits.set(hit.source.session_id, hit);
      }
    }
    const common = {
      ...madeBy(request),
      archived: archivedFilter[request.archived],
      orderBy: 'last_event',
      direction: 'desc',
    } as const;
    const page = { ...common, limit: 200, offset: 0 };
    const [byTitle, byWords] = await Promise.all([
      log.listSessions({ ...page, titleContains: request.text }),
      hits.size === 0 ? [] : log.listSessions({ ...page, ids: [...hits.keys()] }),
    ]);
    const merged = new Map([...byTitle, ...byWords].map((record) => [record.id, record]));
    const records = [...merged.values()].sort((left, right) => right.lastEventAt - left.lastEventAt);
    return { records, hits };
  }

  return {
    /** Newest activity first. */
    async rows(request: RowsRequest): Promise<Slice<SessionRow>> {
      const offset = Number(request.after ?? 0);
      const end = offset + request.limit;
      const pending = await readPending();
      const { records, hits } =
        request.text === ''
          ? {
              records: await log.listSessions({
                ...madeBy(request),
                archived: archivedFilter[request.archived],
                orderBy: 'last_event',
                direction: 'desc',
                limit: request.limit + 1,
                offset,
              }),
              hits: new Map<string, Hit>(),
            }
          : await search(request).then((found) => ({
              ...found,
              records: found.records.slice(offset, end + 1),
            }));
      const shown = records.slice(0, request.limit);
      const rows = await Promise.all(
        shown.map((record) => rowOf(record, pending, hits.get(record.id)?.snippet ?? null)),
      );
      return { rows, after: records.length > request.limit ? String(end) : null };
    },

    async detail(sessionId: string): Promise<SessionDetail> {
      const record = await log.getSession({ sessionId });
      const [row, granted, rules, offered] = await Promise.all([
        readPending(sessionId).then((pending) => rowOf(record, pending, null)),
        folders.list(sessionId),
        gate.listRules({ sessionId }),
        folders.offered(record),
      ]);
      const agent = agentOf(record);
      return {
        ...row,
        folders: granted,
        offered_folders: offered,
        rules: rules.map(ruleOnWire),
        usage: record.usage,
        model: agent.model.id,
        agent_id: agent.id,
        agent_name: agent.name,
        environment_id: record.environmentId,
      };
    },
  };
}

/** The wire's link of a fork to its parent. */
export function forkedFromOf({ forkedFrom }: SessionRecord): SessionRow['forked_from'] {
  return forkedFrom === null ? null : { session_id: forkedFrom.sessionId, seq: forkedFrom.seq };
}

function madeBy({ createdBy }: RowsRequest): { createdBy?: string } {
  return createdBy === null ? {} : { createdBy };
}

function wordsOf(event: { content?: readonly ContentBlock[] | undefined } | object | undefined): string {
  if (event === undefined || !('content' in event) || !Array.isArray(event.content)) return '';
  return textOf(event.content).replace(/\s+/g, ' ').trim();
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
