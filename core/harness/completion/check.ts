import type { ClaimWarning, StoredEvent } from '../../events/index.ts';
import { type Claim, claimsOf } from './claims.ts';
import { baseName, type Deed, deedsOf } from './deeds.ts';
import { unreadWarnings } from './unread.ts';

/**
 * Compares what a message claims with what the log holds. Where a tool ran whose effects nobody can see from its name, what it may
 * have done is not doubted. `events` is the log before the message; the result is empty when there is nothing to warn of.
 */
export function checkClaims(events: readonly StoredEvent[], message: string): ClaimWarning[] {
  if (message.trim() === '') return [];
  const deeds = deedsOf(events);
  // a message says the same of the same file more than once, and looking through a long log takes its time
  const settled = new Map<string, ClaimWarning | null>();
  const warnings = claimsOf(message).flatMap((claim) => {
    const key = JSON.stringify({ ...claim, words: '' });
    const known = settled.get(key);
    const warning = known === undefined ? warningOn(claim, deeds) : known;
    settled.set(key, warning);
    return warning === null ? [] : [{ ...warning, claim: claim.words }];
  });
  return distinct([...warnings, ...unreadWarnings(events, deeds, message)]);
}

function warningOn(claim: Claim, deeds: readonly Deed[]): ClaimWarning | null {
  switch (claim.kind) {
    case 'written':
      return fileWarning(claim, deeds, 'write', 'file_not_written', 'was written');
    case 'deleted':
      return fileWarning(claim, deeds, 'delete', 'file_not_deleted', 'was deleted');
    case 'tests':
      return testWarning(claim, deeds);
    case 'sent':
      return deedWarning(claim.words, deeds, 'send', 'not_sent', 'something was sent');
    case 'count':
      return countWarning(claim, deeds);
  }
}

const isOpaque = (deed: Deed) => deed.kind === 'other' && deed.ended === 'done';

function fileWarning(
  { isOwn, file, words }: { isOwn: boolean; file: string; words: string },
  deeds: readonly Deed[],
  kind: 'write' | 'delete',
  warning: ClaimWarning['kind'],
  what: string,
): ClaimWarning | null {
  const name = baseName(file);
  const names = (deed: Deed) => deed.names.includes(name);
  const ofKind = deeds.filter((deed) => deed.kind === kind && names(deed));
  const others = (deed: Deed) =>
    isOpaque(deed) || (['send', 'test', 'write', 'delete'].includes(deed.kind) && deed.saysInWords(name));
  if (ofKind.some((deed) => deed.ended === 'done' || deed.ended === 'open')) return null;
  if (deeds.some((deed) => deed.ended === 'done' && others(deed))) return null;
  const last = ofKind.at(-1);
  // what was read may tell of a file what somebody else did with it
  const isKnown = deeds.some(
    (deed) => deed.kind === 'read' && deed.ended === 'done' && (names(deed) || deed.saysInOutput(name)),
  );
  if (!last && !isOwn && isKnown) return null;
  return {
    kind: warning,
    claim: words,
    evidence_event_ids: ofKind.flatMap((deed) => [...deed.eventIds]).slice(-6),
    text: last
      ? `It says that ${file} ${what}, but ${endings[last.ended]}.`
      : `It says that ${file} ${what}, but the log holds no such call.`,
  };
}

const endings: Record<Deed['ended'], string> = {
  done: 'the log says otherwise',
  failed: 'the call failed',
  denied: 'the call was denied',
  dry_run: 'the call was only recorded in a dry run',
  unknown: 'how the call ended is unknown',
  open: 'the call has no result yet',
};

function deedWarning(
  words: string,
  deeds: readonly Deed[],
  kind: Deed['kind'],
  warning: ClaimWarning['kind'],
  what: string,
): ClaimWarning | null {
  const ofKind = deeds.filter((deed) => deed.kind === kind);
  if (ofKind.some((deed) => deed.ended === 'done' || deed.ended === 'open') || deeds.some(isOpaque))
    return null;
  const last = ofKind.at(-1);
  return {
    kind: warning,
    claim: words,
    evidence_event_ids: ofKind.flatMap((deed) => [...deed.eventIds]).slice(-6),
    text: last
      ? `It says that ${what}, but ${endings[last.ended]}.`
      : `It says that ${what}, but the log holds no such call.`,
  };
}

// that tests passed may also have been read somewhere; that the agent ran them needs a run
function testWarning(
  { isOwn, words }: { isOwn: boolean; words: string },
  deeds: readonly Deed[],
): ClaimWarning | null {
  if (deeds.some((deed) => deed.kind === 'code' && deed.ended === 'done')) return null;
  if (!isOwn && deeds.some((deed) => deed.ended === 'done' && /test|pass/i.test(deed.output))) return null;
  return deedWarning(words, deeds, 'test', 'tests_not_run', 'tests were run');
}

function countWarning(
  { count, what, words }: { count: number; what: 'written' | 'deleted'; words: string },
  deeds: readonly Deed[],
): ClaimWarning | null {
  if (deeds.some(isOpaque)) return null;
  const kind = what === 'written' ? 'write' : 'delete';
  const ofKind = deeds.filter((deed) => deed.kind === kind);
  const done = ofKind.filter((deed) => deed.ended === 'done' || deed.ended === 'open');
  const files = new Set(done.flatMap((deed) => (deed.paths.length > 0 ? [...deed.paths] : [deed.words])));
  if (files.size >= count) return null;
  return {
    kind: 'file_count',
    claim: words,
    evidence_event_ids: ofKind.flatMap((deed) => [...deed.eventIds]).slice(-20),
    text: `It says that ${count} files were ${what}; the log holds ${files.size}.`,
  };
}

function distinct(warnings: readonly ClaimWarning[]): ClaimWarning[] {
  const seen = new Set<string>();
  return warnings.filter(({ kind, text }) => {
    const key = `${kind} ${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
