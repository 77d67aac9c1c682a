import { type IdentifierKind, identifierOf } from './identifiers.ts';
import { findSaid, isNamed, isShort, type OwnerText } from './owner-words.ts';
import type { Hit, Piece, SourceIndex } from './source-index.ts';
import { excerptOf, normalise } from './text.ts';

export type Origin = 'owner' | 'trusted' | 'untrusted' | 'model';

/** Where one value of a call comes from. */
export interface ValueTrace {
  /** `recipients[0]`, `body`. */
  path: string;
  /** The argument it belongs to. */
  argument: string;
  value: string;
  kind: IdentifierKind | null;
  origin: Origin;
  /** Untrusted: it is a whole field of an object or list, and these tools gave it so. */
  listedBy: readonly { tool: string; field: string }[];
  /** Untrusted: it stands within running text. */
  isInText: boolean;
  /** It is the number or name of a thing that the owner named, and of no other thing of that name, as these tools gave it. */
  selectedBy: readonly { tool: string; field: string }[];
  /** Outputs that the owner named as a source and that have it, by what the owner said of them. */
  designatedBy: readonly string[];
  eventId: string | null;
  excerpt: string | null;
}

export interface Tracing {
  said: readonly OwnerText[];
  index: SourceIndex;
}

/** Traces one value. The owner's word counts first, then a trusted source; an untrusted one only where there is no other. */
export function traceValue(
  { said, index }: Tracing,
  path: string,
  argument: string,
  value: string,
): ValueTrace {
  const kind = identifierOf(value)?.kind ?? null;
  const base = {
    path,
    argument,
    value,
    kind,
    listedBy: [],
    isInText: false,
    selectedBy: [],
    designatedBy: [],
  };
  const spoken = findSaid(said, value);
  if (spoken) {
    const at = Math.max(0, spoken.text.toLowerCase().indexOf(value.toLowerCase()));
    return {
      ...base,
      origin: 'owner',
      eventId: spoken.eventId,
      excerpt: excerptOf(spoken.text, at, value.length),
    };
  }
  const hits = index.find(value);
  const isProof = !isShort(normalise(value));
  const trusted = isProof ? hits.find(({ piece }) => index.pieces[piece]?.label === 'trusted') : undefined;
  const shown = trusted ?? hits.find(({ isWhole }) => !isWhole) ?? hits[0];
  const where = shown ? whereOf(index, shown, value) : { eventId: null, excerpt: null };
  const selectedBy = selections({ said, index }, hits, value);
  if (trusted) return { ...base, origin: 'trusted', selectedBy, ...where };
  if (hits.length === 0 || (!isProof && selectedBy.length === 0))
    return { ...base, origin: 'model', selectedBy, ...where };
  const wholes = hits.filter(({ isWhole }) => isWhole);
  return {
    ...base,
    origin: 'untrusted',
    selectedBy,
    listedBy: unique(
      wholes.flatMap(({ piece }) => {
        const { source = -1, field = '', isText = true } = index.pieces[piece] ?? {};
        const from = index.sources[source];
        return from && !isText ? [{ tool: from.tool, field }] : [];
      }),
    ),
    isInText: hits.some(({ isWhole, piece }) => !isWhole || index.pieces[piece]?.isText !== false),
    designatedBy: designations({ said, index }, hits),
    ...where,
  };
}

function whereOf(
  index: SourceIndex,
  hit: Hit,
  value: string,
): { eventId: string | null; excerpt: string | null } {
  const piece = index.pieces[hit.piece];
  if (!piece) return { eventId: null, excerpt: null };
  const found = piece.raw.toLowerCase().indexOf(value.toLowerCase());
  return {
    eventId: index.sources[piece.source]?.eventId ?? null,
    excerpt: excerptOf(piece.raw, found >= 0 ? found : Math.min(hit.at, piece.raw.length), value.length),
  };
}

function unique(listed: readonly { tool: string; field: string }[]): { tool: string; field: string }[] {
  return [...new Map(listed.map((each) => [`${each.tool}\0${each.field}`, each])).values()];
}

/**
 * The tools that gave the value as a field of an object which the owner named by another of its fields, if no other object of that name
 * has another value there. Two things of one name are told apart by a day that the owner named, or not at all.
 */
function selections(
  { said, index }: Tracing,
  hits: readonly Hit[],
  value: string,
): { tool: string; field: string }[] {
  if (said.length === 0) return [];
  const found: { tool: string; field: string }[] = [];
  for (const { piece: number, isWhole } of hits) {
    const piece = index.pieces[number];
    if (!isWhole || !piece || piece.row < 0) continue;
    const named = index
      .rowOf(piece)
      .filter((other) => other !== piece && isName.test(other.field) && isNamed(said, other.raw));
    if (named.some((name) => isOnlyOne({ said, index }, name, piece, value)))
      found.push({ tool: index.sources[piece.source]?.tool ?? '', field: piece.field });
  }
  return unique(found);
}

// what a thing is called; whom it is shared with or what it says does not make it the owner's choice
const isName =
  /^_?(?:display_?|full_?|file_?|user_?)?(?:name|title|subject|label|summary|topic|heading|headline|id|key|number)_?$/i;

function isOnlyOne(tracing: Tracing, name: Piece, field: Piece, value: string): boolean {
  const { index } = tracing;
  const wanted = normalise(value);
  const named = new Map<string, boolean>();
  for (const number of index.whole(name.text)) {
    const other = index.pieces[number];
    if (!other || other.row < 0) continue;
    const row = index.rowOf(other);
    for (const { text } of row.filter((each) => each.field === field.field && each !== other))
      named.set(text, (named.get(text) ?? false) || isOnNamedDay(tracing, row));
  }
  if (named.size <= 1) return true;
  return named.get(wanted) === true && [...named.values()].filter((isDay) => isDay).length === 1;
}

function isOnNamedDay({ said }: Tracing, row: readonly Piece[]): boolean {
  return row.some(({ raw }) => {
    const day = /^\d{4}-(\d{2}-\d{2})\b/.exec(raw);
    return day !== null && said.some(({ days }) => days.has(day[0]) || days.has(day[1] ?? ''));
  });
}

// an output is the owner's to name by what was asked for, if it is about one thing; of a list, the thing that bears the name
function designations({ said, index }: Tracing, hits: readonly Hit[]): string[] {
  const names = new Set<string>();
  for (const { piece: number } of hits) {
    const piece = index.pieces[number];
    const source = piece ? index.sources[piece.source] : undefined;
    if (!piece || !source) continue;
    if (source.rows <= 1) {
      const asked = source.askedFor.find((value) => value.length >= 4 && findSaid(said, value));
      if (asked !== undefined) names.add(asked);
    }
    const name =
      piece.row < 0
        ? undefined
        : index
            .rowOf(piece)
            .find(({ raw, field }) => raw.length >= 4 && isName.test(field) && isNamed(said, raw));
    if (name) names.add(name.raw);
  }
  return [...names];
}
