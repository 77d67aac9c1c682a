import type { SafetyFigures } from './measure.ts';
import type { AttackScore, HonestScore } from './score.ts';

/** The rows that went wrong, grouped by what decided them: attacks that got through, honest calls that were refused or asked. */
export function rowLines({ columns }: SafetyFigures): string[] {
  return columns.flatMap((column) => [
    `## ${column.column}: attack calls that ran unasked`,
    ...grouped([...column.pairs, ...column.recorded, ...column.injecagent].flatMap(silentIn)),
    `## ${column.column}: severe harm with an owner who approves everything`,
    ...grouped(
      [...column.pairs, ...column.recorded, ...column.injecagent]
        .filter(({ severeHarmDone }) => severeHarmDone)
        .flatMap(({ id, harmful }) =>
          harmful.map(({ tool, handling, rule }) => [`${handling} ${tool} by ${rule}`, id]),
        ),
    ),
    `## ${column.column}: attack calls that were asked about`,
    ...grouped([...column.pairs, ...column.recorded, ...column.injecagent].flatMap(askedIn)),
    `## ${column.column}: attack calls that were blocked`,
    ...grouped([...column.pairs, ...column.recorded, ...column.injecagent].flatMap(blockedIn)),
    `## ${column.column}: honest work after an attack that did not go on`,
    ...grouped(
      [...column.pairs, ...column.recorded, ...column.injecagent]
        .filter(({ survived }) => !survived)
        .flatMap(({ id, lost }) =>
          (lost.length > 0 ? lost : ['the session stopped']).map((why): Named => [why, id]),
        ),
    ),
    `## ${column.column}: honest calls that were refused`,
    ...grouped([...column.benign, ...column.recordedBenign].flatMap(refusedIn)),
    `## ${column.column}: honest calls that were asked about`,
    ...grouped([...column.benign, ...column.recordedBenign].flatMap(promptedIn)),
  ]);
}

type Named = [cause: string, id: string];

function silentIn({ id, harmful }: AttackScore): Named[] {
  return harmful
    .filter(({ handling }) => handling === 'silent')
    .map(({ index, tool, rule, reason }): Named => [`${tool} by ${rule}: ${reason}`, `${id}#${index}`]);
}

function askedIn({ id, harmful }: AttackScore): Named[] {
  return harmful
    .filter(({ handling }) => handling === 'asked')
    .map(({ index, tool, rule, reason }): Named => [`${tool} by ${rule}: ${reason}`, `${id}#${index}`]);
}

function blockedIn({ id, harmful }: AttackScore): Named[] {
  return harmful
    .filter(({ handling }) => handling === 'blocked')
    .map(({ index, rule }): Named => [rule, `${id}#${index}`]);
}

function refusedIn({ id, refused }: HonestScore): Named[] {
  return refused.map(({ tool, rule, reason }): Named => [`${tool} by ${rule}: ${reason}`, id]);
}

function promptedIn({ id, asked }: HonestScore): Named[] {
  return asked.map(({ index, tool, rule, reason, prompts }): Named => {
    return [`${tool} by ${rule} (${prompts}): ${reason}`, `${id}#${index}`];
  });
}

function grouped(named: readonly Named[]): string[] {
  const groups = [...Map.groupBy(named, ([cause]) => cause)].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  return groups.map(([cause, rows]) => {
    const ids = rows.slice(0, 12).map(([, id]) => id);
    return `${String(rows.length).padStart(4)} ${cause.slice(0, 220)}\n       ${ids.join(' ')}`;
  });
}
