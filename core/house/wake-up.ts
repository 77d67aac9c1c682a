import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { WakeUpPort } from '../api/index.ts';
import {
  composeWakeUp,
  type WakeUpEntry,
  type WakeUpSources,
  wakeUpBudgets,
  wakeUpIn,
  wakeUpSwitch,
} from '../context/index.ts';
import { type WakeUpItem, wakeUpLayers } from '../events/index.ts';
import type { Log, SessionRecord } from '../log/index.ts';
import { type Drawer, isStatement, type Palace, type WakeDrawers } from '../palace/index.ts';

const setting = z.object({ is_on: z.boolean(), identity: z.string() });
type WakeUpSetting = z.infer<typeof setting>;
const usual: WakeUpSetting = { is_on: true, identity: '' };
const key = 'wake_up';
const mostHits = 12;
/** No session has this id: nothing is left out as its own. */
const noSession = '';

export interface WakeUpHouse {
  /** What a session can begin with: the harness's port. */
  sources(input: {
    session: SessionRecord;
    words: string;
    isWanted: boolean | null;
  }): Promise<WakeUpSources | null>;
  port: WakeUpPort;
}

/**
 * What sessions begin with of the owner's memory. Off by the owner's setting, or where the agent's or the environment's metadata says
 * `holdfast_wake_up: off`; the owner's word for one session counts before these. Only statements are given: the owner's words and notes.
 */
export function createWakeUp({
  agents,
  palace,
  log,
}: {
  agents: Pick<Agents, 'getSetting' | 'putSetting' | 'getEnvironment'>;
  palace: Pick<Palace, 'wakeDrawers' | 'roomStatements' | 'recall'>;
  log: Log;
}): WakeUpHouse {
  const read = async (): Promise<WakeUpSetting> =>
    setting.catch(usual).parse((await agents.getSetting({ key })) ?? usual);

  const isOnByDefault = async (session: SessionRecord): Promise<boolean> => {
    if (!(await read()).is_on || isOff(session.agent.metadata)) return false;
    const environment = await agents.getEnvironment({ id: session.environmentId }).catch(() => null);
    return !isOff(environment?.definition.metadata);
  };

  const found = async (session: SessionRecord, words: string): Promise<Drawer[]> => {
    if (words.trim() === '') return [];
    // by words alone: an encoder that has yet to start would hold up the first answer
    const { hits } = await palace.recall({
      query: words,
      sessionId: session.id,
      limit: mostHits,
      byWordsAlone: true,
    });
    return hits.filter((hit) => hit.marks.length > 0 && isStatement(hit) && isFromElsewhere(session, hit));
  };

  return {
    async sources({ session, words, isWanted }) {
      if (!(isWanted ?? (await isOnByDefault(session)))) return null;
      const [{ identity }, drawers, hits] = await Promise.all([
        read(),
        palace.wakeDrawers({ sessionId: session.id }),
        found(session, words),
      ]);
      const best = hits[0];
      // a session without a project works where its words were said before
      const room =
        drawers.project.length > 0 || !best
          ? drawers.project
          : await palace.roomStatements({ sessionId: session.id, roomId: best.room.id });
      const taken = new Set(hits.slice(0, 3).map(({ id }) => id));
      return {
        identity: ownerSays(identity),
        essentials: essentialsOf(drawers),
        room: room.filter(({ id }) => !taken.has(id)).map((drawer) => entry(drawer, 'room')),
        search: hits.map((drawer) => entry(drawer, 'search')),
      };
    },
    port: {
      setting: read,
      async set(wanted) {
        const value = { ...(await read()), ...wanted };
        await agents.putSetting({ key, value });
        return value;
      },
      async preview() {
        const { is_on, identity } = await read();
        if (!is_on) return [];
        const essentials = essentialsOf(await palace.wakeDrawers({ sessionId: noSession }));
        const { memory, putIn } = composeWakeUp({
          identity: ownerSays(identity),
          essentials,
          room: [],
          search: [],
        });
        return putIn.map((item) => shown(item, memory ?? ''));
      },
      async ofSession(sessionId) {
        const session = await log.getSession({ sessionId });
        const events = await log.read({
          sessionId,
          types: ['holdfast.wake_up', 'holdfast.wake_up_set', 'holdfast.rewound'],
        });
        const switched = wakeUpSwitch(events);
        const holding = wakeUpIn(events);
        const memory = holding?.event.memory ?? '';
        const items = holding?.event.put_in ?? [];
        return {
          session_id: sessionId,
          is_on: switched ?? (await isOnByDefault(session)),
          decided_by: switched === null ? ('setting' as const) : ('session' as const),
          put_in: holding
            ? { event_id: holding.event.id, seq: holding.seq, at: holding.event.processed_at }
            : null,
          tokens: holding?.event.memory === undefined ? 0 : holding.event.tokens,
          budget_tokens: holding?.event.budget_tokens ?? 0,
          is_forgotten: holding !== null && items.length > 0 && holding.event.memory === undefined,
          layers: wakeUpLayers.map((layer) => ({
            layer,
            budget_tokens: wakeUpBudgets[layer],
            items: items.filter((item) => item.layer === layer).map((item) => shown(item, memory)),
          })),
        };
      },
      async setForSession(sessionId, isOn, by) {
        await log.append({ sessionId, events: [{ type: 'holdfast.wake_up_set', is_on: isOn, by }] });
      },
    },
  };
}

/** An item as it stands in the text that it was put into. */
function shown({ why, drawer_id, tokens, from, to }: WakeUpItem, memory: string) {
  return { why, drawer_id, tokens, text: memory.slice(from, to) };
}

function isOff(metadata: unknown): boolean {
  return (
    typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'holdfast_wake_up') === 'off'
  );
}

function isFromElsewhere(session: SessionRecord, drawer: Drawer): boolean {
  return drawer.source.session_id !== session.id;
}

function entry(drawer: Drawer, why: WakeUpEntry['why']): WakeUpEntry {
  const who = drawer.source.kind === 'note' ? 'a note' : 'the owner';
  return { drawerId: drawer.id, text: drawer.text, who, date: drawer.created_at.slice(0, 10), why };
}

function ownerSays(text: string): WakeUpEntry[] {
  return text.trim() === '' ? [] : [{ drawerId: null, text, who: 'the owner', date: null, why: 'identity' }];
}

function essentialsOf({ pinned, preferences, promises }: WakeDrawers): WakeUpEntry[] {
  return [
    ...pinned.map((drawer) => entry(drawer, 'pinned')),
    ...alternating(
      preferences.map((drawer) => entry(drawer, 'preference')),
      promises.map((drawer) => entry(drawer, 'promise')),
    ),
  ];
}

// neither of two lists may use up what both share
function alternating<T>(one: readonly T[], other: readonly T[]): T[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [one[at], other[at]])
    .flat()
    .filter((each): each is T => each !== undefined);
}
