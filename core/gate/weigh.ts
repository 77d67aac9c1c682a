import { tooOften, underFloor } from './floor.ts';
import type { CallGrant } from './grants/grant.ts';
import type { Intents } from './grants/propose.ts';
import type { GrantableTool } from './grants/tool-words.ts';
import type { Effect } from './labels.ts';
import { isAmount, unfitForDocument } from './money.ts';
import type { OwnerText } from './origins/owner-words.ts';
import type { SourceIndex } from './origins/source-index.ts';
import { traceValue, type ValueTrace } from './origins/trace.ts';
import { asksForLead, leadsOf } from './payload.ts';
import { isFetching, type Standing, severeEffects, standingOf } from './standing.ts';

/** What is weighed of one call. */
export interface Weighed {
  tool: GrantableTool;
  /** What this exact call would do. */
  effect: Effect;
  traces: readonly ValueTrace[];
  /** Not every value could be traced. */
  isCut: boolean;
  /** In force in this task. */
  grants: readonly CallGrant[];
  intents: Intents;
  said: readonly OwnerText[];
  index: SourceIndex;
  /** Calls of this tool that ran since the owner's last message. */
  ranBefore: number;
  /** Holdfast's own folders and files. */
  ownPaths: readonly string[];
}

/** What the origins of a call's values say of it. */
export interface OriginVerdict {
  decision: 'allow' | 'ask' | 'block';
  /** `grant:<id>`, `block:<why>`, `origin:<why>`. */
  rule: string;
  reason: string;
}

interface Target {
  trace: ValueTrace;
  standing: Standing;
}

/** Of these, the ones where a choice that the owner left open is asked about. */
const neverChosen: ReadonlySet<Effect> = new Set(['money', 'destructive', 'exec', 'physical']);

/**
 * Weighs a call with an effect by where its values come from. Pure. With a grant that fits it may run unasked if every target is the
 * owner's or trusted, or follows from what the owner named. A target that only text of others names never runs unasked; where money,
 * accounts, data, programs or devices are concerned, or something would be sent there, it is blocked.
 */
export function weighOrigins(call: Weighed): OriginVerdict {
  const { tool, effect, traces, ranBefore, ownPaths } = call;
  const sinks = sinksOf(call);
  const floor = underFloor({ effect, targets: sinks, traces, ranBefore, ownPaths });
  if (floor) return block(floor.why, floor.reason);
  const grant = grantFor(call);
  // the owner's words suggest a grant that is not given: what would be blocked with it is blocked, the rest is asked about
  const suggested = grant ?? call.intents.proposals.find((each) => each.tools.includes(tool.name));
  const targets = sinks.map((trace) => ({
    trace,
    standing: standingOf(trace, suggested?.sources ?? [], tool),
  }));
  if (!suggested) return withoutGrant(call, targets);
  const verdict = underGrant(call, { id: '', ...suggested }, targets);
  if (grant || verdict.decision !== 'allow') return verdict;
  return ask('no_grant', `The task has no grant for ${tool.name}.`);
}

/** The grants that fit the call's tool and its very effect, as one; null where there is none. */
function grantFor({ grants, tool, effect }: Weighed): CallGrant | null {
  const fitting = grants.filter((each) => each.effect === effect && each.tools.includes(tool.name));
  const [first] = fitting;
  if (!first) return null;
  const all = (of: (grant: CallGrant) => readonly string[]) => [...new Set(fitting.flatMap(of))];
  return { ...first, values: all(({ values }) => values), sources: all(({ sources }) => sources) };
}

/** The values that decide who or where. */
function sinksOf({ tool, traces }: Weighed): ValueTrace[] {
  const { sinks } = tool.labels;
  return traces.filter(({ argument }) => sinks.includes('*') || sinks.includes(argument));
}

function withoutGrant(call: Weighed, targets: readonly Target[]): OriginVerdict {
  const { tool, effect, intents } = call;
  const isPossible = intents.possible.has(tool.name);
  const bad =
    targets.find(({ standing }) => standing === 'text') ??
    targets.find(({ standing }) => standing === 'invented');
  if (severeEffects.has(effect)) {
    const isNamed = targets.every(({ standing }) => standing === 'named' || standing === 'selected');
    if (!isPossible || !isNamed)
      return block('not_asked_for', `Nothing in the task asks for this (${tool.name}).`);
    return ask('no_grant', `The task has no grant for ${tool.name}.`);
  }
  const isSending = effect === 'egress' || targets.some(({ trace }) => trace.kind !== null);
  if (bad && isSending && !isFetching(tool)) {
    if (bad.standing === 'text' && (bad.trace.kind !== null || !(isPossible || intents.isDelegated)))
      return block('untrusted_target', sentenceOf(bad));
    if (bad.standing === 'invented' && bad.trace.kind !== null && call.index.sources.length > 0)
      return block('unknown_target', sentenceOf(bad));
  }
  // a rule for a host is the owner's word on where pages may be fetched; on other targets a rule is none
  if (bad && !isFetching(tool)) return ask('target', sentenceOf(bad));
  return ask('no_grant', bad ? sentenceOf(bad) : `The task has no grant for ${tool.name}.`);
}

function underGrant(call: Weighed, grant: CallGrant, targets: readonly Target[]): OriginVerdict {
  const { tool, effect, traces, said } = call;
  const isSevere = severeEffects.has(effect);
  const isSending = isSevere || effect === 'egress' || targets.some(({ trace }) => trace.kind !== null);
  for (const target of targets) {
    const { standing, trace } = target;
    if (standing === 'text' && isSending && (isSevere || trace.kind !== null) && !isFetching(tool))
      return block('untrusted_target', sentenceOf(target));
    if (standing === 'invented' && isSending && trace.kind !== null && !isFetching(tool))
      return block('unknown_target', sentenceOf(target));
  }
  const others = traces.filter((trace) => !targets.some((target) => target.trace === trace));
  if (effect === 'money') {
    for (const { trace } of targets.filter(({ standing }) => standing === 'designated')) {
      const problem = unfitForDocument(call.index, grant, trace, others);
      if (problem !== null) return block('unfit_payment', problem);
    }
    const amount = others.find(
      (trace) => isAmount(trace.argument) && trace.origin !== 'owner' && trace.origin !== 'trusted',
    );
    if (amount) return ask('amount', `You did not name this ${amount.argument}: ${amount.value}.`);
  }
  for (const target of targets) {
    const { standing } = target;
    if (standing === 'named' || standing === 'selected') continue;
    if (standing === 'designated' && !neverChosen.has(effect)) continue;
    if (standing === 'chosen' && !neverChosen.has(effect)) continue;
    return ask('target', sentenceOf(target));
  }
  if (
    grant.values.length > 0 &&
    !traces.some(
      ({ origin, selectedBy }) => origin === 'owner' || origin === 'trusted' || selectedBy.length > 0,
    )
  )
    return ask('other_values', 'It is for none of what you named.');
  const otherDay = dayApart(others, said);
  if (otherDay)
    return ask('other_day', `You named other days than its ${otherDay.argument}: ${otherDay.value}.`);
  const often = tooOften(effect, call.ranBefore);
  if (often !== null) return ask('rate', often);
  const payload = others.filter(
    ({ argument }) =>
      tool.labels.payload.includes('*') || tool.labels.payload.includes(argument) || targets.length === 0,
  );
  const again = (value: string, of: ValueTrace) => traceValue(call, of.path, of.argument, value);
  const lead = leadsOf(payload, again, grant.sources).find(({ kind }) => !asksForLead(said, kind));
  if (lead) return ask('content', `It carries ${lead.value}, which comes from what others wrote.`);
  const foreign = targets.length === 0 ? payload.find((trace) => isForeign(trace)) : undefined;
  if (foreign)
    return ask(
      'content',
      `Its ${foreign.argument} comes from what others wrote: ${foreign.value.slice(0, 120)}.`,
    );
  if (call.isCut) return ask('too_much', 'It has more values than could be traced.');
  return { decision: 'allow', rule: `grant:${grant.id}`, reason: grant.text };
}

// the owner named days, and none of the call's is one of them
function dayApart(values: readonly ValueTrace[], said: readonly OwnerText[]): ValueTrace | undefined {
  if (said.every(({ days }) => days.size === 0)) return undefined;
  const dated = values.filter(({ value }) => /^\d{4}-\d{2}-\d{2}(?:\D|$)/.test(value) && value.length <= 32);
  const isNamed = dated.some(({ value }) =>
    said.some(({ days }) => days.has(value.slice(0, 10)) || days.has(value.slice(5, 10))),
  );
  return isNamed ? undefined : dated[0];
}

// a call without a target is known by its content: three words or more that stand so in somebody's text
function isForeign({ origin, isInText, listedBy, designatedBy, value }: ValueTrace): boolean {
  return (
    origin === 'untrusted' &&
    isInText &&
    listedBy.length === 0 &&
    designatedBy.length === 0 &&
    value.trim().split(/\s+/).length >= 3
  );
}

function sentenceOf({ trace, standing }: Target): string {
  const what = `${trace.argument} "${trace.value.slice(0, 120)}"`;
  switch (standing) {
    case 'text':
      return `The ${what} comes only from what others wrote.`;
    case 'invented':
      return `The ${what} was named neither by you nor by anything that was read.`;
    case 'designated':
      return `The ${what} comes from ${trace.designatedBy.join(', ')}, which you named.`;
    case 'chosen':
    case 'listed':
      return `You did not name the ${what}; it was chosen from what a tool listed.`;
    case 'named':
    case 'selected':
      return `The ${what} is one that you named.`;
  }
}

function block(why: string, reason: string): OriginVerdict {
  return { decision: 'block', rule: `block:${why}`, reason };
}

function ask(why: string, reason: string): OriginVerdict {
  return { decision: 'ask', rule: `origin:${why}`, reason };
}
