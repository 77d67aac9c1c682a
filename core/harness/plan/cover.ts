import type { PlanStep } from '../../events/index.ts';
import type { ModeState } from './mode.ts';

const foldersRoot = '/mnt/folders';

/**
 * Why a call is outside the plan, or null where a step covers it: same tool, and every target of the call at or below the step's.
 * A plan only ever narrows: what it covers still passes the gate as usual.
 */
export function outsidePlan(
  { mode, plan }: ModeState,
  call: { tool: string; targets: readonly string[] },
): string | null {
  if (mode !== 'plan_first') return null;
  if (plan === null) return 'Plan first: no plan has been approved yet.';
  const isInside = plan.steps.some((step) => covers(step, call));
  return isInside ? null : 'It is not in the plan that you approved.';
}

/** Whether a step names this tool and all that the call is aimed at. A call aimed at nothing is covered by its tool alone. */
export function covers(step: PlanStep, call: { tool: string; targets: readonly string[] }): boolean {
  if (step.tool !== call.tool) return false;
  if (call.targets.length === 0) return true;
  const { target } = step;
  return target !== undefined && call.targets.every((called) => isAtOrBelow(target, called));
}

function isAtOrBelow(step: string, called: string): boolean {
  const wanted = step.trim().normalize('NFC');
  const actual = called.trim().normalize('NFC');
  if (wanted === '' || actual.split(/[\\/]/).includes('..')) return false;
  if (wanted.toLowerCase() === actual.toLowerCase() && !actual.includes('/')) return true;
  const url = parseUrl(actual);
  if (url) return isBelowUrl(wanted, url);
  if (!actual.startsWith('/')) return wanted === actual;
  const whole = wanted.startsWith('/') ? wanted : `${foldersRoot}/${wanted.replace(/^\.\//, '')}`;
  return isBelowPath(whole, actual);
}

function isBelowPath(prefix: string, path: string): boolean {
  const trimmed = prefix.replace(/\/+$/, '');
  // the root, or all folders at once, is no target
  if (trimmed === '' || trimmed === foldersRoot || trimmed === '/mnt') return false;
  return path === trimmed || path.startsWith(`${trimmed}/`);
}

function isBelowUrl(step: string, url: URL): boolean {
  const wanted = parseUrl(step);
  if (!wanted) return step.toLowerCase() === url.host;
  if (wanted.protocol !== url.protocol || wanted.host !== url.host) return false;
  const prefix = wanted.pathname.replace(/\/+$/, '');
  return url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
}

function parseUrl(text: string): URL | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    // not an address: it is compared as it stands
    return null;
  }
}
