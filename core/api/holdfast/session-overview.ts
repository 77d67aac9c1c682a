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

/** What a row says beside the session's record. */
interface Beside {
  excerpt: Excerpt | undefined;
  waiting: { approvals: number; questions: number } | undefined;
  folders: SessionRow['folders'];
}

type Excerpt = Awaited<ReturnType<ApiDeps['log']['excerpts']>>[string];

const titleLength = 80;
/** Of a session in which nothing was said yet: a row and a heading need words. */
const untitled = 'New session';
const snippetLength = 160;
const archivedFilter = { true: 'only', false: 'exclude', any: 'include' } as const;

/** Sessions as the window lists them: gathered from the log, the gate, the folders and the palace. */
export function createSessionOverview({ log, gate, palace }: ApiDeps, folders: Folders) {
  /** Everything that rows say beside the records, in as many statements for one session as for a whole page. */
  async function besides(sessionIds: readonly string[]): Promise<(sessionId: string) => Beside> {
    if (sessionIds.length === 0) return () => ({ excerpt: undefined, waiting: undefined, folders: [] });
    const [excerpts, waiting, granted] = await Promise.all([
      log.excerpts({ sessionIds }),
      gate.countWaiting({ sessionIds }),
      gate.listFoldersOf({ sessionIds }),
    ]);
    return (id) => ({
      excerpt: excerpts[id],
      waiting: waiting[id],
      folders: granted
        .filter(({ sessionId }) => sessionId === id)
        .map(({ name, access }) => ({ name, access })),
    });
  }

  /** Of a client's session, those that are its own: it sees no others. */
  async function forksOf({ id, createdBy }: SessionRecord): Promise<SessionDetail['forks']> {
    const page = {
      archived: 'include',
      orderBy: 'created',
      direction: 'asc',
      limit: 200,
      offset: 0,
    } as const;
    const records = await log.listSessions({ ...page, ...madeBy({ createdBy }), forkedFrom: id });
    const besideOf = await besides(records.map((record) => record.id));
    return records.map((record) => {
      const { title, created_at } = rowOf(record, besideOf(record.id), null);
      return { id: record.id, title, seq: record.forkedFrom?.seq ?? 0, created_at };
    });
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
      isWithoutImports: true,
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
      const { records, hits } =
        request.text === ''
          ? {
              records: await log.listSessions({
                ...madeBy(request),
                archived: archivedFilter[request.archived],
                isWithoutImports: true,
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
      const besideOf = await besides(shown.map(({ id }) => id));
      const rows = shown.map((record) =>
        rowOf(record, besideOf(record.id), hits.get(record.id)?.snippet ?? null),
      );
      return { rows, after: records.length > request.limit ? String(end) : null };
    },

    async detail(sessionId: string): Promise<SessionDetail> {
      const record = await log.getSession({ sessionId });
      const [row, granted, rules, offered, forks] = await Promise.all([
        besides([sessionId]).then((besideOf) => rowOf(record, besideOf(sessionId), null)),
        folders.list(sessionId),
        gate.listRules({ sessionId }),
        folders.offered(record),
        forksOf(record),
      ]);
      const agent = agentOf(record);
      return {
        ...row,
        folders: granted,
        offered_folders: offered,
        forks,
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

function rowOf(
  record: SessionRecord,
  { excerpt, waiting, folders }: Beside,
  found: SessionRow['snippet'],
): SessionRow {
  return {
    id: record.id,
    // the first words, where nobody gave it a title yet
    title: record.title || cut(wordsOf(excerpt?.first), titleLength) || untitled,
    status: record.status,
    stop_reason: record.stopReason,
    created_at: new Date(record.createdAt).toISOString(),
    last_event_at: new Date(record.lastEventAt).toISOString(),
    archived_at: record.archivedAt === null ? null : new Date(record.archivedAt).toISOString(),
    pending_approvals: waiting?.approvals ?? 0,
    pending_questions: waiting?.questions ?? 0,
    folders,
    snippet: found ?? snippetOf(excerpt),
    event_count: record.lastSeq,
    paused: record.isPaused,
    forked_from: forkedFromOf(record),
    created_by: record.createdBy,
  };
}

function snippetOf(excerpt: Excerpt | undefined): SessionRow['snippet'] {
  const text = cut(wordsOf(excerpt?.last), snippetLength);
  return text === '' ? null : { text, marks: [] };
}

/** The wire's link of a fork to its parent. */
export function forkedFromOf({ forkedFrom }: SessionRecord): SessionRow['forked_from'] {
  return forkedFrom === null ? null : { session_id: forkedFrom.sessionId, seq: forkedFrom.seq };
}

function madeBy({ createdBy }: Pick<RowsRequest, 'createdBy'>): { createdBy?: string } {
  return createdBy === null ? {} : { createdBy };
}

function wordsOf(
  event: { content?: readonly ContentBlock[] | undefined } | object | null | undefined,
): string {
  if (event == null || !('content' in event) || !Array.isArray(event.content)) return '';
  return textOf(event.content).replace(/\s+/g, ' ').trim();
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
