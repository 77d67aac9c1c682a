import { createHmac } from 'node:crypto';
import { HoldfastError, type Random } from '../../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../../db/index.ts';
import type { HouseKey } from '../house-key.ts';
import type { SecretInText } from './find.ts';
import type { FoundSecretRow, foundStore } from './found-store.ts';
import { referencesIn, referenceTo, withoutForgedReferences, withValues } from './references.ts';

/** What is told of a secret that a tool's output held; never its value. */
export interface FoundSecret {
  number: number;
  sessionId: string | null;
  looksLike: string;
  characters: number;
  isHarmless: boolean;
  createdAt: number;
  /** The value can be shown to the owner. */
  canBeOpened: boolean;
}

export interface Redacted {
  texts: string[];
  secrets: { number: number; looksLike: string; characters: number }[];
}

/** Secrets that stand in what tools give back: taken out on the way to log, model and memory, and put back only into files, when the owner says so. */
export interface SecretKeeper {
  /** The texts with references in the place of what was found in each. */
  redact(input: {
    sessionId: string;
    texts: readonly string[];
    found: readonly (readonly SecretInText[])[];
  }): Promise<Redacted>;
  /** True when something in these arguments refers to a secret. */
  refers(input: unknown): boolean;
  /** The arguments with the values put in. Throws `secret_sealed` when one of them cannot be opened. */
  resolve<T>(input: T): Promise<T>;
  /** For the owner's eyes. Throws `not_found`, `secret_sealed`. */
  reveal(number: number): Promise<string>;
  list(): Promise<FoundSecret[]>;
  /** “This is not a secret”: the value stays where it stands from now on. */
  setHarmless(number: number, isHarmless: boolean): Promise<void>;
}

export interface SecretKeeperPorts {
  data: DataPort;
  houseKey: HouseKey;
  random: Random;
}

const bound = 'found secret';

export function createSecretKeeper({ data, houseKey, random }: SecretKeeperPorts): SecretKeeper {
  const commands = bindCommands<typeof foundStore.commands>(data, 'found', ['keepFound', 'markHarmless']);
  const queries = bindQueries<typeof foundStore.queries>(data, 'found', ['listFound', 'getFound']);
  // where no key outlives this process, values end with it, too
  const inMemory = new Map<number, string>();
  const ownKey = random.bytes(32);

  async function markOf(value: string): Promise<Uint8Array> {
    const marked = await houseKey.mac('marks of found secrets', Buffer.from(value, 'utf8'));
    return marked?.mac ?? createHmac('sha256', ownKey).update(value).digest();
  }

  async function keep(
    sessionId: string,
    found: ReadonlyMap<string, string>,
  ): Promise<Map<string, FoundSecretRow>> {
    const secrets = await Promise.all(
      [...found].map(async ([value, looksLike]) => ({
        sessionId,
        mark: await markOf(value),
        looksLike,
        characters: value.length,
        sealed: await houseKey.seal('found secrets', bound, value),
      })),
    );
    const rows = secrets.length === 0 ? [] : await commands.keepFound({ secrets });
    const byValue = new Map<string, FoundSecretRow>();
    for (const [index, value] of [...found.keys()].entries()) {
      const row = rows[index];
      if (!row) continue;
      byValue.set(value, row);
      if (row.sealed === null) inMemory.set(row.number, value);
    }
    return byValue;
  }

  async function secretAt(number: number): Promise<string> {
    const held = inMemory.get(number);
    if (held !== undefined) return held;
    const row = await queries.getFound({ number });
    if (!row) throw new HoldfastError('not_found', `no secret #${number}`);
    const value = row.sealed ? await houseKey.open('found secrets', bound, row.sealed) : undefined;
    if (value === undefined) throw new HoldfastError('secret_sealed', `secret #${number} cannot be opened`);
    return value;
  }

  const resolveDeep = async (value: unknown): Promise<unknown> => {
    if (typeof value === 'string') {
      const values = new Map<number, string>();
      for (const number of new Set(referencesIn(value))) values.set(number, await secretAt(number));
      return values.size === 0 ? value : withValues(value, (number) => values.get(number));
    }
    if (Array.isArray(value)) return Promise.all(value.map(resolveDeep));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(
      async ([key, member]) => [key, await resolveDeep(member)] as const,
    );
    return Object.fromEntries(await Promise.all(members));
  };

  return {
    async redact({ sessionId, texts, found: all }) {
      const looks = new Map<string, string>();
      for (const [index, found] of all.entries())
        for (const { start, end, looksLike } of found) {
          const value = texts[index]?.slice(start, end) ?? '';
          if (!looks.has(value)) looks.set(value, looksLike);
        }
      const rows = await keep(sessionId, looks);
      const used = new Map<number, FoundSecretRow>();
      const kept = texts.map((text, index) => redactOne(text, all[index] ?? [], rows, used));
      return {
        texts: kept,
        secrets: [...used.values()].map(({ number, looksLike, characters }) => ({
          number,
          looksLike,
          characters,
        })),
      };
    },
    refers: (input) => referencesIn(JSON.stringify(input) ?? '').length > 0,
    // the same shape with other strings in it
    resolve: async <T>(input: T) => (await resolveDeep(input)) as T,
    reveal: secretAt,
    async list() {
      return (await queries.listFound({})).map(({ sealed, ...row }) => ({
        ...row,
        canBeOpened: sealed !== null || inMemory.has(row.number),
      }));
    },
    setHarmless: (number, isHarmless) => commands.markHarmless({ number, isHarmless }),
  };
}

function redactOne(
  text: string,
  found: readonly SecretInText[],
  rows: ReadonlyMap<string, FoundSecretRow>,
  used: Map<number, FoundSecretRow>,
): string {
  let out = '';
  let from = 0;
  for (const { start, end } of found) {
    const row = rows.get(text.slice(start, end));
    if (!row || row.isHarmless) continue;
    used.set(row.number, row);
    out += withoutForgedReferences(text.slice(from, start)) + referenceTo(row);
    from = end;
  }
  return out + withoutForgedReferences(text.slice(from));
}
