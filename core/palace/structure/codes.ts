import { type EntityKind, entityKinds, type Hall, hallNames } from './types.ts';

// Halls and kinds of names as numbers, which is how `index.db` keeps them: their places in the order of the alphabet, so that lists
// of what counts the same are in that order.

const halls = [...hallNames].sort();
const kinds = [...entityKinds].sort();

export const hallCode = (hall: Hall): number => halls.indexOf(hall);
export const hallOfCode = (code: unknown): Hall => halls[Number(code)] ?? 'events';
export const kindCode = (kind: EntityKind): number => kinds.indexOf(kind);

/** SQL: the kind of a code, as text. */
export const kindOfCode = (code: string): string =>
  `CASE ${code} ${kinds.map((kind, at) => `WHEN ${at} THEN '${kind}'`).join(' ')} END`;
