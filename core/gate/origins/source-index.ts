import { givesContent } from './content-tools.ts';
import { type Identifier, identifierOf, identifiersIn } from './identifiers.ts';
import { amountsIn } from './quantities.ts';
import { readStructure } from './structure.ts';
import { findWhole, normalise, wordsOf } from './text.ts';

/** How far what a tool gave back can be believed. */
export type SourceLabel = 'trusted' | 'untrusted';

/** One output of the session. */
export interface Source {
  eventId: string;
  tool: string;
  label: SourceLabel;
  /** What it was asked for: the text values of the call's arguments. */
  askedFor: readonly string[];
  /** Its pieces: from, up to. */
  first: number;
  end: number;
  rows: number;
}

/** A field of an output, or all of one that has no fields. */
export interface Piece {
  source: number;
  field: string;
  row: number;
  /** Of no field: all of an output, or what is left of one that broke off. */
  isText: boolean;
  label: SourceLabel;
  /** Normalised. */
  text: string;
  /** As it came. */
  raw: string;
}

export interface AddedOutput {
  eventId: string;
  tool: string;
  label: SourceLabel;
  text: string;
  askedFor: readonly string[];
  /** Argument values of the call that have no owner or trusted origin, normalised: what repeats one of them is untrusted. */
  tainted: readonly string[];
}

/** Where a value stands in an output. */
export interface Hit {
  piece: number;
  /** The piece is exactly this value. */
  isWhole: boolean;
  /** Where in the normalised piece. */
  at: number;
}

const mostHits = 200;
const mostCandidates = 2000;
// what is longer is not looked for word by word, but by its identifiers
const mostText = 400_000;

/** What tools gave back in a session, so that a value is found in it without reading it all again. Grows at its end. */
export class SourceIndex {
  readonly sources: Source[] = [];
  readonly pieces: Piece[] = [];
  readonly #byWord = new Map<string, number[]>();
  readonly #byWhole = new Map<string, number[]>();
  readonly #byIdentifier = new Map<string, number[]>();
  readonly #byAmount = new Map<number, number[]>();

  /** Takes an output in. Costs about as much as reading it once. */
  add(output: AddedOutput): void {
    const text = output.text.length > mostText ? output.text.slice(0, mostText) : output.text;
    const structure = givesContent(output.tool) ? null : readStructure(text);
    const source = this.sources.length;
    const first = this.pieces.length;
    const { eventId, tool, label, askedFor } = output;
    const pieces: { field: string; value: string; row: number; isText: boolean }[] = [];
    for (const leaf of structure?.leaves ?? []) pieces.push({ ...leaf, isText: false });
    const rest = structure === null ? text : structure.rest;
    if (rest !== '') pieces.push({ field: '', value: rest, row: -1, isText: true });
    for (const { field, value, row, isText } of pieces) {
      const normalised = normalise(value);
      const repeats = label === 'trusted' && output.tainted.some((bad) => repeatsValue(normalised, bad));
      this.#addPiece({
        source,
        field,
        row,
        isText,
        label: repeats ? 'untrusted' : label,
        text: normalised,
        raw: value,
      });
    }
    const rows = structure?.rows ?? 0;
    this.sources.push({ eventId, tool, label, askedFor, first, end: this.pieces.length, rows });
  }

  #addPiece(piece: Piece): void {
    const number = this.pieces.length;
    this.pieces.push(piece);
    if (piece.text.length <= 200) append(this.#byWhole, piece.text, number);
    for (const word of new Set(wordsOf(piece.text))) append(this.#byWord, word, number);
    const { raw } = piece;
    for (const key of new Set(identifiersIn(raw).map(keyOf))) append(this.#byIdentifier, key, number);
    if (/\d/.test(raw)) for (const amount of new Set(amountsIn(raw))) append(this.#byAmount, amount, number);
  }

  /** Where a value stands, in whatever form it is written: as a whole field, or as whole words within one. */
  find(value: string): Hit[] {
    const normalised = normalise(value);
    const hits = new Map<number, Hit>();
    const identifier = identifierOf(value);
    if (identifier)
      for (const piece of this.#byIdentifier.get(keyOf(identifier)) ?? [])
        hits.set(piece, { piece, isWhole: this.#isWhole(piece, identifier), at: 0 });
    for (const piece of this.#byWhole.get(normalised) ?? []) hits.set(piece, { piece, isWhole: true, at: 0 });
    for (const piece of this.#candidates(normalised)) {
      if (hits.size >= mostHits) break;
      if (hits.has(piece)) continue;
      const at = findWhole(this.pieces[piece]?.text ?? '', normalised);
      if (at >= 0) hits.set(piece, { piece, isWhole: false, at });
    }
    if (/^-?\d+(?:\.\d+)?$/.test(normalised))
      for (const piece of this.#byAmount.get(Number(normalised)) ?? []) {
        if (hits.size >= mostHits) break;
        const { text = '' } = this.pieces[piece] ?? {};
        if (!hits.has(piece)) hits.set(piece, { piece, isWhole: Number(text) === Number(normalised), at: 0 });
      }
    return [...hits.values()];
  }

  /** Pieces that are exactly this, normalised. */
  whole(normalised: string): readonly number[] {
    return this.#byWhole.get(normalised) ?? [];
  }

  /** Whether any output has this word, normalised. */
  hasWord(word: string): boolean {
    return this.#byWord.has(word);
  }

  /** Pieces of the same object as this piece. */
  rowOf(piece: Piece): Piece[] {
    const source = this.sources[piece.source];
    if (!source || piece.row < 0) return [];
    const row: Piece[] = [];
    for (let at = source.first; at < source.end; at += 1) {
      const other = this.pieces[at];
      if (other?.row === piece.row) row.push(other);
    }
    return row;
  }

  #isWhole(piece: number, identifier: Identifier): boolean {
    const { raw = '' } = this.pieces[piece] ?? {};
    const own = identifierOf(raw);
    return own !== null && keyOf(own) === keyOf(identifier);
  }

  // the pieces that have the value's rarest word
  #candidates(normalised: string): readonly number[] {
    let rarest: readonly number[] | undefined;
    for (const word of wordsOf(normalised)) {
      const pieces = this.#byWord.get(word);
      if (!pieces) return [];
      if (!rarest || pieces.length < rarest.length) rarest = pieces;
    }
    return (rarest ?? []).slice(-mostCandidates);
  }
}

function keyOf({ kind, key }: Identifier): string {
  // a number may be an account in one place and a telephone in another
  return kind === 'phone' || kind === 'account' ? `number:${key}` : `${kind}:${key}`;
}

/** Whether a text repeats a value that was put into the call: as whole words, or the value as a part of it. */
export function repeatsValue(text: string, value: string): boolean {
  if (value.length < 3 || text.length < 3) return false;
  return text.length >= value.length ? text.includes(value) : text.length >= 4 && findWhole(value, text) >= 0;
}

function append<K>(map: Map<K, number[]>, key: K, number: number): void {
  const known = map.get(key);
  if (!known) map.set(key, [number]);
  else if (known.at(-1) !== number) known.push(number);
}
