import type { CallPreview, ToolLabels } from '../../gate/index.ts';

/**
 * Whether a call would change something outside the session's workspace, as its labels and its preview tell. The stricter of the two
 * counts. Code in the sandbox has no effect of its own: each call it makes is weighed by itself.
 */
export function hasOutsideEffect(
  labels: ToolLabels,
  preview: Pick<CallPreview, 'effect' | 'target'>,
): boolean {
  if (preview.target === 'workspace') return false;
  if (labels.effect !== 'none' || preview.effect !== 'none') return true;
  return labels.recovery === 'effectful' && preview.target !== 'sandbox' && preview.target !== 'none';
}

/** What a call is aimed at: the paths of its preview, and the values of the arguments that decide who or where. */
export function targetsOf(
  labels: ToolLabels,
  preview: Pick<CallPreview, 'paths'>,
  input: Record<string, unknown>,
): string[] {
  const targets = new Set(preview.paths);
  for (const sink of labels.sinks) for (const value of leavesOf(input[sink])) targets.add(value);
  // a relative path is an argument's way to say what the preview says in full
  const said = [...targets].filter((target) => !preview.paths.some((path) => endsWithPath(path, target)));
  return [...preview.paths, ...said];
}

function endsWithPath(path: string, target: string): boolean {
  return path === target || path.endsWith(`/${target.replace(/^\.?\//, '')}`);
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return [];
}
