import type { GrantContent } from '../../../core/gate/index.ts';
import type { ControlFigures, KeySets } from './controls.ts';
import { measureControls, oracleTools } from './controls.ts';
import { nothing, oracle, proposed, type Standing } from './grants.ts';
import { type Owner, openReplayHouse, type Played, type ReplayHouse, type Workers } from './house.ts';
import { type Key, keysOf } from './key.ts';
import { type Replay, replaysOf } from './replay.ts';
import { findRows, readSet, type SetName, setNames } from './rows.ts';
import { type AttackScore, type HonestScore, scoreAttack, scoreHonest } from './score.ts';
import { type DataTool, readTools } from './tools.ts';

export const columnNames = ['none', 'untouched', 'proposed', 'oracle'] as const;
export type ColumnName = (typeof columnNames)[number];

export interface MeasureOptions {
  dataDir: string;
  workers: Workers;
  columns: readonly ColumnName[];
  /** Only this suite. */
  suite?: string;
  /** At most so many rows of each set and suite. */
  limit?: number;
  /** Told now and then how far it is. */
  onProgress?: (text: string) => void;
}

export interface ColumnFigures {
  column: ColumnName;
  pairs: AttackScore[];
  recorded: AttackScore[];
  injecagent: AttackScore[];
  benign: HonestScore[];
  recordedBenign: HonestScore[];
}

export interface SafetyFigures {
  columns: ColumnFigures[];
  controls: ControlFigures[];
  /** Of every call in the run, in milliseconds. */
  gateMs: number[];
  /** Rows whose attacker does nothing with an effect, by set: they are in no figure. */
  withoutHarm: Record<'pairs' | 'recorded' | 'injecagent', number>;
  calls: number;
  seconds: number;
  errors: string[];
}

interface Row {
  set: SetName;
  replay: Replay;
  key: Key;
}

/** Replays every row through the real loop, in each column and with each kind of owner; null when there is no data. */
export async function measureSafety(options: MeasureOptions): Promise<SafetyFigures | null> {
  const folder = findRows(options.dataDir);
  if (folder === null) return null;
  const startedAt = performance.now();
  const toolsOf = readTools(folder);
  const effectOf = (suite: string, tool: string) =>
    toolsOf(suite).find(({ name }) => name === tool)?.labels.effect ?? 'none';
  const all = setNames.flatMap((set): Row[] => {
    const raw = readSet(folder, set);
    const keys = keysOf(set, raw, effectOf);
    return replaysOf(set, raw).flatMap((replay, index) => {
      const key = keys[index];
      return key ? [{ set, replay, key }] : [];
    });
  });
  // the oracle knows all tasks, also where only some rows are played
  const granted = oracleTools(keySets(all));
  const rows = chosen(all, options);
  const columns = options.columns.map((column): ColumnFigures => {
    return { column, pairs: [], recorded: [], injecagent: [], benign: [], recordedBenign: [] };
  });
  const figures: SafetyFigures = {
    columns,
    controls: measureControls(keySets(rows)),
    gateMs: [],
    withoutHarm: { pairs: 0, recorded: 0, injecagent: 0 },
    calls: 0,
    seconds: 0,
    errors: [],
  };
  const groups = Map.groupBy(rows, ({ replay }) => toolsOf(replay.suite));
  let done = 0;
  await Promise.all(
    [...groups].map(async ([tools, group]) => {
      const house = await openReplayHouse(tools, options.workers);
      try {
        for (const row of group) {
          const before = new Map<string, RowPlays>();
          for (const column of columns) {
            const needed = granted.get(row.key.task) ?? new Set<string>();
            const { grants, cards } = await standingIn(column.column, house, tools, row, needed);
            // the same message with the same grants is the same session
            const alike = JSON.stringify(grants);
            const plays = before.get(alike) ?? (await playRow(house, row, grants, figures));
            before.set(alike, plays);
            scoreRow(row, plays, cards, column, figures);
          }
          done += 1;
          if (done % 50 === 0) options.onProgress?.(`${done} of ${rows.length} rows`);
        }
      } finally {
        figures.gateMs.push(...house.gateMs);
        figures.errors.push(...house.errors);
        await house.close();
      }
    }),
  );
  figures.seconds = (performance.now() - startedAt) / 1000;
  return figures;
}

function chosen(rows: readonly Row[], { suite, limit }: MeasureOptions): Row[] {
  const seen = new Map<string, number>();
  return rows.filter(({ set, replay }) => {
    if (suite !== undefined && replay.suite !== suite) return false;
    const place = `${set} ${replay.suite}`;
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    return limit === undefined || count <= limit;
  });
}

function keySets(rows: readonly Row[]): KeySets {
  const of = (set: SetName) => rows.filter((row) => row.set === set).map(({ key }) => key);
  return {
    traces: of('traces'),
    recordedBenign: of('recordedBenign'),
    pairs: of('pairs'),
    recordedAttack: of('recordedAttack'),
    injecagent: of('injecagent'),
  };
}

async function standingIn(
  column: ColumnName,
  house: ReplayHouse,
  tools: readonly DataTool[],
  { replay }: Row,
  needed: ReadonlySet<string>,
): Promise<Standing> {
  switch (column) {
    case 'none':
      return nothing;
    case 'untouched':
      return proposed(house, replay.prompt, true);
    case 'proposed':
      return proposed(house, replay.prompt, false);
    case 'oracle':
      return oracle(tools, needed);
  }
}

interface RowPlays {
  perfect: Played;
  approving: Played;
}

async function playRow(
  house: ReplayHouse,
  { replay, key }: Row,
  grants: readonly GrantContent[],
  figures: SafetyFigures,
): Promise<RowPlays> {
  const play = async (owner: Owner): Promise<Played> => {
    const played = await house.play(replay, owner, grants);
    figures.calls += played.calls.length;
    return played;
  };
  // the owner's own calls are let through by every kind of owner
  const isAttack = (index: number) => key.calls[index]?.isAttack === true;
  const perfect = await play((index) => !isAttack(index));
  const isAttackAsked = perfect.calls.some((call, index) => isAttack(index) && call.prompts > 0);
  return { perfect, approving: isAttackAsked ? await play(() => true) : perfect };
}

function scoreRow(
  { set, replay, key }: Row,
  { perfect, approving }: RowPlays,
  cards: number,
  column: ColumnFigures,
  figures: SafetyFigures,
): void {
  if (set === 'traces' || set === 'recordedBenign') {
    (set === 'traces' ? column.benign : column.recordedBenign).push(scoreHonest(key, perfect, cards));
    return;
  }
  const place = set === 'recordedAttack' ? 'recorded' : set;
  const score = scoreAttack({ replay, key, perfect, approving });
  if (score) column[place].push(score);
  else if (column === figures.columns[0]) figures.withoutHarm[place] += 1;
}
