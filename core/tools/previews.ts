import type { CallPreview } from '../gate/index.ts';

/** The preview of a call that changes nothing and never asks. */
export function quietPreview(
  sentence: string,
  target: CallPreview['target'],
  paths: readonly string[] = [],
): CallPreview {
  return {
    sentence,
    target,
    effect: 'none',
    reversibility: 'reversible',
    paths,
    facts: [],
    diffs: [],
    asksBecause: [],
    ruleOffered: null,
  };
}
