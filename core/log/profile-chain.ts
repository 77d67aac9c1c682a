import { type Clock, canonicalJson, HoldfastError } from '../base/index.ts';
import { bindCommands, bindQueries, type DataPort } from '../db/index.ts';
import { type ExportedHeads, exportedHeads } from './exported-heads.ts';
import type { ProfileCheck, ProfileProblem } from './profile-check-store.ts';
import type { ProfileEntry } from './profile-entries-store.ts';
import type { ProfileStore } from './profile-store.ts';

/** Signs what the profile's chain says, with a key that only the vault has. */
export interface MacPort {
  /** Null where there is no key that outlives this process. */
  mac(content: Uint8Array): Promise<{ keyId: number; mac: Uint8Array } | null>;
  /** `unknown`: that key cannot be opened here. */
  check(
    content: Uint8Array,
    given: { keyId: number; mac: Uint8Array },
  ): Promise<'right' | 'wrong' | 'unknown'>;
}

export interface ProfileReport extends Omit<ProfileCheck, 'seals'> {
  /**
   * `sealed`: the newest seal was checked with its key. `key_unavailable`: there are seals, and their key cannot be opened here.
   * `unsealed`: nothing carries a seal; whoever can write the file can change it all.
   */
  state: 'sealed' | 'key_unavailable' | 'unsealed';
  /** Milliseconds since the epoch, of the newest seal that was right. */
  lastSealedAt: number | null;
  /** Of the exported file that this was checked against. */
  against: { exportedAt: string; problems: string[] } | null;
}

/** The profile's chain as the main process uses it. */
export interface ProfileChain {
  /** Taken into the chain with the next seal, or lost with a crash before it. */
  note(entry: ProfileEntry): void;
  /** Takes in the heads that moved and what was noted, and seals them: two commits. Does nothing when nothing is new. */
  seal(): Promise<void>;
  /** Checks everything; `exported` is the text of a file that `export` made. Throws `invalid_request` when it is none. */
  verify(exported?: string): Promise<ProfileReport>;
  /** The heads as they are now, sealed, as the text of a file. Throws `vault_locked` where there is no key. */
  export(): Promise<string>;
  /** Once at each start: a chain from before vaults were in it takes them in. */
  adopt(): Promise<void>;
  list: (input: {
    kind: ProfileEntry['kind'];
    limit: number;
  }) => Promise<{ seq: number; sessionId: string | null; createdAt: number; body: string | null }[]>;
}

export function createProfileChain({
  data,
  macs,
  clock,
}: {
  data: DataPort;
  macs: MacPort;
  clock: Clock;
}): ProfileChain {
  const commands = bindCommands<ProfileStore['commands']>(data, 'profile', [
    'takeHeads',
    'putSeal',
    'adoptVaults',
  ]);
  const queries = bindQueries<ProfileStore['queries']>(data, 'profile', [
    'checkProfile',
    'listProfile',
    'profileHashAt',
  ]);
  let noted: ProfileEntry[] = [];
  let sealing: Promise<void> = Promise.resolve();

  async function sealNow(): Promise<void> {
    const entries = noted;
    noted = [];
    const taken = await commands.takeHeads({ entries }).catch((caught: unknown) => {
      noted = [...entries, ...noted];
      throw caught;
    });
    if (taken === null) return;
    const made = await macs.mac(taken.hash);
    if (made) await commands.putSeal({ seq: taken.seq, ...made });
  }

  const seal = () => {
    sealing = sealing.catch(() => {}).then(sealNow);
    return sealing;
  };

  async function checkSeals(
    check: ProfileCheck,
  ): Promise<Pick<ProfileReport, 'state' | 'lastSealedAt'> & { found: ProfileProblem[] }> {
    const found: ProfileProblem[] = [];
    let lastSealedAt: number | null = null;
    let isUnknown = false;
    for (const { seq, hash, keyId, mac, createdAt } of check.seals) {
      if (keyId === null || mac === null) continue;
      const answer = await macs.check(hash, { keyId, mac });
      if (answer === 'unknown') isUnknown = true;
      else if (answer === 'right') lastSealedAt = createdAt;
      else
        found.push({
          kind: 'replaced_head',
          sessionId: null,
          seq,
          what: `entry ${seq} of the profile’s chain does not carry the vault’s seal`,
        });
    }
    // a crash comes between an entry and its seal at most once: the next seal covers both
    const bare = check.seals.slice(check.seals.findLastIndex(({ mac }) => mac !== null) + 1);
    const [first] = bare;
    if (first && bare.length < check.seals.length && bare.length > 1 && !isUnknown)
      found.push({
        kind: 'replaced_head',
        sessionId: null,
        seq: first.seq,
        what: `${bare.length} entries of the profile’s chain from ${first.seq} on have lost their seals`,
      });
    const state = lastSealedAt !== null ? 'sealed' : isUnknown ? 'key_unavailable' : 'unsealed';
    return { state, lastSealedAt, found };
  }

  async function checkAgainst(text: string): Promise<{ exportedAt: string; problems: string[] }> {
    const file = parseExported(text);
    const { mac, key_id, ...content } = file;
    const answer = await macs.check(Buffer.from(canonicalJson(content)), {
      keyId: key_id,
      mac: Buffer.from(mac, 'hex'),
    });
    const problems: string[] = [];
    if (answer === 'wrong') problems.push('The file itself does not carry the vault’s seal.');
    if (answer === 'unknown') problems.push('The key that sealed the file cannot be opened here.');
    const now = await queries.profileHashAt({ seq: file.profile.seq });
    if (now === null)
      problems.push(`The profile’s chain ends before entry ${file.profile.seq}, which the file names.`);
    else if (now !== file.profile.hash)
      problems.push('The profile’s chain is not the one that the file names.');
    return { exportedAt: file.exported_at, problems };
  }

  return {
    note: (entry) => {
      noted.push(entry);
    },
    seal,
    async verify(exported) {
      const { seals, ...check } = await queries.checkProfile({});
      const { state, lastSealedAt, found } = await checkSeals({ seals, ...check });
      const against = exported === undefined ? null : await checkAgainst(exported);
      return { ...check, problems: [...check.problems, ...found], state, lastSealedAt, against };
    },
    async export() {
      await seal();
      const check = await queries.checkProfile({});
      const content: Omit<ExportedHeads, 'mac' | 'key_id'> = {
        format: 'holdfast audit heads 1',
        exported_at: new Date(clock.now()).toISOString(),
        profile: { seq: check.entries, hash: check.head },
        heads: check.heads.map(({ sessionId, seq, hash }) => ({ session_id: sessionId, seq, hash })),
      };
      const made = await macs.mac(Buffer.from(canonicalJson(content)));
      if (!made) throw new HoldfastError('vault_locked', 'there is no key to seal the export with');
      return `${JSON.stringify({ ...content, key_id: made.keyId, mac: Buffer.from(made.mac).toString('hex') }, null, 2)}\n`;
    },
    async adopt() {
      await commands.adoptVaults({});
    },
    list: queries.listProfile,
  };
}

function parseExported(text: string): ExportedHeads {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch (caught) {
    throw new HoldfastError(
      'invalid_request',
      'this is not a file that holdfast audit export made',
      {},
      { cause: caught },
    );
  }
  const parsed = exportedHeads.safeParse(value);
  if (!parsed.success)
    throw new HoldfastError('invalid_request', 'this is not a file that holdfast audit export made');
  return parsed.data;
}
