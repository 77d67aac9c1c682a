import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { RetentionPort } from '../api/index.ts';
import { background, type Clock, createInTurn, HoldfastError, type Logger } from '../base/index.ts';
import { type Palace, type Retention, retentionKinds } from '../palace/index.ts';

const key = 'retention';
const dayMs = 24 * 3_600_000;
const stored = z.array(
  z.object({
    wing_id: z.string(),
    days: z.number().int().min(1),
    whose: z.enum(retentionKinds),
    set_at: z.string(),
    set_by: z.string(),
  }),
);
type Rule = z.infer<typeof stored>[number];
const clockKey = 'retention_clock';
/** By wing: the latest time (ms) that was believed. */
const believed = z.record(z.string(), z.number());
/** So long at most Holdfast may have been away, or the clock ahead, before the owner is asked. */
const longestLeapDays = 31;
const leastLeapDays = 3;
interface Run {
  at: string;
  forgotten: number;
  pending: string[];
}

/**
 * How long each wing keeps what was said: for ever, unless the owner set a rule. Rules are a setting, so that every change of them is in the
 * profile's chain. They are carried out in the background: when one is set, at each start, and on each new day. A clock that leapt carries nothing
 * out: a wrong one would make everything too old at once. Then the rule is held until the owner sets it again, having seen what goes.
 */
export function createRetentionRules(ports: {
  agents: Pick<Agents, 'getSetting' | 'putSetting'>;
  palace: Pick<Palace, 'forgetOld' | 'retentionPreview' | 'retentionWings'>;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
  /** The house closes: what is under way goes on at the next start. */
  signal: AbortSignal;
  /** Something is done of what the window shows. */
  onChanged: () => void;
}): RetentionPort & { begin(): Promise<void> } {
  const { agents, palace, clock, logger, signal, onChanged } = ports;
  const runs = new Map<string, Run>();
  let running: string | null = null;
  let last: Promise<void> = Promise.resolve();

  // a list that cannot be read forgets nothing
  const read = async (): Promise<Rule[]> => stored.catch([]).parse((await agents.getSetting({ key })) ?? []);
  // read, changed and written in one go: of two at once neither is lost
  const inTurn = createInTurn();
  const change = (make: (rules: Rule[]) => Rule[]) =>
    inTurn(async () => agents.putSetting({ key, value: make(await read()) }));
  const timed = ({ wing_id, days, whose }: Pick<Rule, 'wing_id' | 'days' | 'whose'>): Retention => ({
    wingId: wing_id,
    whose,
    before: clock.now() - days * dayMs,
  });

  const readBelieved = async () =>
    believed.catch({}).parse((await agents.getSetting({ key: clockKey })) ?? {});
  const believe = (wingId: string) =>
    inTurn(async () => {
      const value = { ...(await readBelieved()), [wingId]: clock.now() };
      await agents.putSetting({ key: clockKey, value });
    });
  /** Since when the clock leapt, if it did: further than a rule's own days, everything would go. */
  const leaptSince = async ({ wing_id, days, set_at }: Rule): Promise<string | null> => {
    const at = (await readBelieved())[wing_id] ?? Date.parse(set_at);
    const most = Math.max(leastLeapDays, Math.min(longestLeapDays, days));
    return clock.now() - at > most * dayMs ? new Date(at).toISOString() : null;
  };

  async function carryOut(rule: Rule): Promise<void> {
    const since = await leaptSince(rule);
    if (since !== null) {
      logger.warn(`nothing is forgotten in the wing ${rule.wing_id}: the clock leapt since ${since}`);
      onChanged();
      return;
    }
    await believe(rule.wing_id);
    running = rule.wing_id;
    onChanged();
    try {
      const still = async () =>
        (await read()).some(({ wing_id, set_at }) => wing_id === rule.wing_id && set_at === rule.set_at);
      const { forgotten, pending } = await palace.forgetOld(timed(rule), still);
      runs.set(rule.wing_id, { at: new Date(clock.now()).toISOString(), forgotten, pending });
    } finally {
      running = null;
      onChanged();
    }
  }
  async function carryOutAll(): Promise<void> {
    if (signal.aborted) return;
    for (const rule of await read()) {
      try {
        await carryOut(rule);
      } catch (caught) {
        if (signal.aborted) return;
        logger.warn(`what is too old in the wing ${rule.wing_id} could not be forgotten`, caught);
      }
    }
  }
  /** One run at a time: what is set meanwhile is in the next. */
  const begin = async () => {
    last = last.then(carryOutAll);
    background(last, 'forgetting what is too old', logger);
  };

  /** Without those whose wing is not there: of a database that was restored since. */
  const shown = async (rules: readonly Rule[]) => {
    const wings = await palace.retentionWings({ wingIds: rules.map(({ wing_id }) => wing_id) });
    const views = rules.map(async (rule) => {
      const { wing_id: wingId, ...more } = rule;
      const wing = wings.find(({ id }) => id === wingId);
      if (!wing) return [];
      const held_since = await leaptSince(rule);
      return [
        { wing, ...more, last_run: runs.get(wingId) ?? null, held_since, is_running: running === wingId },
      ];
    });
    return (await Promise.all(views)).flat();
  };
  return {
    begin,
    list: async () => shown(await read()),
    preview: ({ wingId, days, whose }) => palace.retentionPreview(timed({ wing_id: wingId, days, whose })),
    async set({ wingId, days, whose, seen, by }) {
      const rule: Rule = {
        wing_id: wingId,
        days,
        whose,
        set_at: new Date(clock.now()).toISOString(),
        set_by: by,
      };
      const { due } = await palace.retentionPreview(timed(rule));
      if (due > seen)
        throw new HoldfastError(
          'conflict',
          `${due} drawers would go, and not only the ${seen} that were shown`,
        );
      await change((rules) => [...rules.filter(({ wing_id }) => wing_id !== wingId), rule]);
      // the owner saw what goes by this clock
      await believe(wingId);
      runs.delete(wingId);
      await begin();
      const [view] = await shown([rule]);
      if (!view) throw new HoldfastError('memory_wing_not_found', `no wing ${wingId}`);
      return view;
    },
    async remove(wingId) {
      await change((rules) => {
        const others = rules.filter(({ wing_id }) => wing_id !== wingId);
        if (others.length === rules.length)
          throw new HoldfastError('not_found', `no rule for the wing ${wingId}`);
        return others;
      });
      onChanged();
    },
  };
}
