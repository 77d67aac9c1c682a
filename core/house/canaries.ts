import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { CanariesPort } from '../api/index.ts';
import type { Logger, Runtime } from '../base/index.ts';
import {
  type CanaryKind,
  type CanaryWatch,
  canaryFiles,
  canaryKinds,
  canaryVariables,
  createCanaryWatch,
  newCanaries,
} from '../vault/index.ts';

const key = 'canaries';
/** What was planted before still alarms: a session may have read it. */
const mostSets = 5;

const canarySet = z.object({
  planted_at: z.string(),
  values: z.array(z.object({ kind: z.enum(canaryKinds), value: z.string().min(16) })).min(1),
});
const stored = z.object({ is_on: z.boolean(), sets: z.array(canarySet) });
type Stored = z.infer<typeof stored>;

export interface Canaries extends CanariesPort {
  /** Reads them anew, and plants the first: at the start, and when the database was restored. */
  load(): Promise<void>;
  /** Kinds of planted secrets in a value; none while it is off. */
  kindsIn(value: unknown): CanaryKind[];
  /** A text for others, with every planted secret, also an older one, taken out. */
  hide(text: string): string;
  /** The files that each session finds in /mnt/session/private; none while it is off. */
  files(): { name: string; text: string }[];
  /** Variables of the virtual shell. */
  variables(): Record<string, string>;
}

/**
 * The secrets that open nothing and that the house plants, a set for each profile. They lie in the database in clear, since they protect nothing; they
 * are in no list that an agent or a client is given.
 */
export function createCanaries({
  agents,
  runtime,
  logger,
}: {
  agents: Pick<Agents, 'getSetting' | 'putSetting'>;
  runtime: Pick<Runtime, 'clock' | 'random'>;
  logger: Pick<Logger, 'warn'>;
}): Canaries {
  let now: Stored = { is_on: false, sets: [] };
  let watch: CanaryWatch = createCanaryWatch([]);

  const use = (next: Stored) => {
    now = next;
    watch = createCanaryWatch(next.sets.flatMap(({ values }) => values));
  };
  const keep = async (next: Stored) => {
    await agents.putSetting({ key, value: next });
    use(next);
  };
  const planted = (): Stored['sets'][number] => ({
    planted_at: new Date(runtime.clock.now()).toISOString(),
    values: newCanaries(runtime.random),
  });
  const current = () => (now.is_on ? (now.sets[0]?.values ?? []) : []);
  const view = () => ({
    is_on: now.is_on,
    planted_at: now.sets[0]?.planted_at ?? null,
    kinds: (now.sets[0]?.values ?? []).map(({ kind }) => kind),
    paths: canaryFiles(now.sets[0]?.values ?? []).map(({ name }) => `/mnt/session/private/${name}`),
  });

  return {
    async load() {
      const known = stored.safeParse(await agents.getSetting({ key }));
      if (known.success && known.data.sets.length > 0) use(known.data);
      else {
        const first = { is_on: true, sets: [planted()] };
        try {
          await keep(first);
        } catch (caught) {
          // a disk that takes nothing must not keep Holdfast from starting: they hold until it is closed
          logger.warn('keeping what was planted', caught);
          use(first);
        }
      }
    },
    kindsIn: (value) => (now.is_on ? watch.kindsIn(value) : []),
    hide: (text) => watch.hide(text),
    files: () => (now.is_on ? canaryFiles(current()) : []),
    variables: () => (now.is_on ? canaryVariables(current()) : {}),
    get: async () => view(),
    async set({ is_on: isOn, replant }) {
      await keep({
        is_on: isOn ?? now.is_on,
        sets: replant ? [planted(), ...now.sets].slice(0, mostSets) : now.sets,
      });
      return view();
    },
  };
}
