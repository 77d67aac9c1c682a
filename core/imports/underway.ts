import { z } from 'zod';

/** An import while it is taken: what the owner knows it by, and nothing of its words. */
const underwaySchema = z.object({
  /** Its first file. */
  file: z.string(),
  files: z.number(),
  wing: z.string(),
  messages: z.number(),
});
export type UnderwayImport = z.infer<typeof underwaySchema>;

/** Where this is kept from one start to the next. */
export interface UnderwayPort {
  get(): Promise<unknown>;
  put(value: unknown): Promise<void>;
}

/** Remembers what is being taken, so that the owner is told what a kill broke off. */
export interface Underway {
  begin(id: string, about: UnderwayImport): Promise<void>;
  /** It is over. `isWhole`: what was broken off of the same file before is made good. */
  end(id: string, isWhole: boolean): Promise<void>;
  /** All of a file is in the memory, whoever took it. */
  madeGood(file: string): Promise<void>;
  /** What an earlier start of Holdfast did not come to the end of. */
  brokenOff(): Promise<readonly UnderwayImport[]>;
  /** The owner knows. */
  dismiss(): Promise<void>;
}

export function createUnderway({ get, put }: UnderwayPort): Underway {
  const now = new Map<string, UnderwayImport>();
  let before: Promise<UnderwayImport[]> | null = null;
  const load = () => {
    // broken off twice, it is one
    before ??= get().then((value) => [
      ...new Map(
        z
          .array(underwaySchema)
          .catch([])
          .parse(value)
          .map((each) => [`${each.file}\n${each.wing}`, each]),
      ).values(),
    ]);
    return before;
  };
  const keep = (rest: UnderwayImport[]) => {
    before = Promise.resolve(rest);
    return put([...rest, ...now.values()]);
  };
  return {
    async begin(id, about) {
      const rest = await load();
      now.set(id, about);
      await keep(rest);
    },
    async end(id, isWhole) {
      const rest = await load();
      const about = now.get(id);
      if (!about) return;
      now.delete(id);
      await keep(isWhole ? rest.filter(({ file }) => file !== about.file) : rest);
    },
    async madeGood(file) {
      const rest = await load();
      const others = rest.filter((each) => each.file !== file);
      if (others.length < rest.length) await keep(others);
    },
    brokenOff: load,
    async dismiss() {
      await load();
      await keep([]);
    },
  };
}
