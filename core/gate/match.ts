import { canonicalJson } from '../base/index.ts';
import type { RuleOffer } from './labels.ts';

export type RuleMatch = RuleOffer['match'];

/**
 * True when a rule for `tool` covers this exact call: every named argument is equal, and every path the call touches lies at
 * or below `path_prefix`. A rule that names nothing covers nothing.
 */
export function isCovered(
  match: RuleMatch,
  input: Record<string, unknown>,
  paths: readonly string[],
): boolean {
  const { path_prefix: prefix, arguments: named } = match;
  if (prefix === undefined && (named === undefined || Object.keys(named).length === 0)) return false;
  if (prefix !== undefined && (paths.length === 0 || !paths.every((path) => isBelow(prefix, path))))
    return false;
  return Object.entries(named ?? {}).every(
    ([name, value]) => canonicalJson(input[name] ?? null) === canonicalJson(value ?? null),
  );
}

// paths in previews are normalised by the file system that made them; one that still climbs is never covered
function isBelow(prefix: string, path: string): boolean {
  if (path.split('/').includes('..')) return false;
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
