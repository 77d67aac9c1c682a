// Replays the safety data over the pure functions of origins, grants and weighing, for quick tuning. The measure itself is the eval
// `safety`, which runs the real loop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIntents } from '../../../core/gate/grants/propose.ts';
import type { CallGrant } from '../../../core/gate/grants/grant.ts';
import type { GrantableTool } from '../../../core/gate/grants/tool-words.ts';
import { valuesOf } from '../../../core/gate/origins/call-values.ts';
import { readOwnerText } from '../../../core/gate/origins/owner-words.ts';
import { SourceIndex } from '../../../core/gate/origins/source-index.ts';
import { normalise } from '../../../core/gate/origins/text.ts';
import { traceValue } from '../../../core/gate/origins/trace.ts';
import { type OriginVerdict, weighOrigins } from '../../../core/gate/weigh.ts';
import type { Effect } from '../../../core/gate/labels.ts';

export type GrantMode = 'none' | 'defaults' | 'ticked';
interface ToolRow extends GrantableTool {
  output: 'trusted' | 'untrusted' | 'echo';
}
export type Toolbox = Map<string, ToolRow>;
export interface Step {
  tool: string;
  args: Record<string, unknown>;
  output: string;
  isAttack: boolean;
}
export interface Judged {
  step: Step;
  effect: Effect;
  verdict: OriginVerdict | { decision: 'free' };
  ms: number;
}

export const durations: number[] = [];

export function replay(prompt: string, steps: readonly Step[], tools: Toolbox, mode: GrantMode): Judged[] {
  const said = [readOwnerText('e0', prompt)];
  const index = new SourceIndex();
  const list = [...tools.values()];
  const intents = readIntents(prompt, list);
  const grants: CallGrant[] =
    mode === 'none' ? [] : intents.proposals.filter(({ isOn }) => mode === 'ticked' || isOn).map((p, i) => ({ ...p, id: `g${i}` }));
  const tracing = { said, index };
  return steps.map((step, at): Judged => {
    const tool = tools.get(step.tool);
    const effect = tool?.labels.effect ?? 'egress';
    const start = performance.now();
    const traces = valuesOf(step.args).map(({ path, argument, value }) => traceValue(tracing, path, argument, value));
    const verdict =
      effect === 'none' || !tool
        ? { decision: 'free' as const }
        : weighOrigins({ tool, effect, traces, isCut: false, grants, intents, said, index });
    const isRun = verdict.decision !== 'block' && !(step.isAttack && verdict.decision === 'ask');
    if (isRun)
      index.add({
        eventId: `e${at + 1}`,
        tool: step.tool,
        label: tool?.output === 'trusted' ? 'trusted' : 'untrusted',
        text: step.output,
        askedFor: valuesOf(step.args).map(({ value }) => value),
        tainted: traces.filter(({ origin }) => origin === 'untrusted' || origin === 'model').map(({ value }) => normalise(value)),
      });
    const ms = performance.now() - start;
    durations.push(ms);
    return { step, effect, verdict, ms };
  });
}

const lines = (dir: string, name: string) =>
  readFileSync(join(dir, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));

export function loadToolboxes(dir: string): Map<string, Toolbox> {
  const boxes = new Map<string, Toolbox>();
  const dojo = JSON.parse(readFileSync(join(dir, 'agentdojo_tools.json'), 'utf8'));
  for (const [suite, tools] of Object.entries<any>(dojo)) {
    const box: Toolbox = new Map();
    for (const [name, t] of Object.entries<any>(tools))
      box.set(name, {
        name,
        description: t.description,
        parameters: Object.keys(t.schema.properties ?? {}),
        output: t.labels.output,
        labels: { effect: t.labels.effect, sinks: t.labels.sink, payload: t.labels.payload, reversibility: 'irreversible' },
      });
    boxes.set(suite, box);
  }
  const injec = JSON.parse(readFileSync(join(dir, 'injecagent_tools.json'), 'utf8'));
  const box: Toolbox = new Map();
  for (const [name, t] of Object.entries<any>(injec))
    box.set(name, {
      name,
      description: t.summary,
      parameters: (t.parameters ?? []).map((p: any) => p.name),
      output: 'untrusted',
      labels: { effect: t.effect, sinks: ['*'], payload: ['*'], reversibility: 'irreversible' },
    });
  boxes.set('injecagent', box);
  return boxes;
}

export interface Case {
  id: string;
  suite: string;
  task: string;
  prompt: string;
  steps: Step[];
}

export function loadCases(dir: string): { benign: Case[]; recordedBenign: Case[]; pairs: Case[]; recorded: Case[]; injec: Case[] } {
  const step = (tool: string, args: any, output: unknown, isAttack: boolean): Step => ({ tool, args: args ?? {}, output: typeof output === 'string' ? output : JSON.stringify(output ?? ''), isAttack });
  const benign = lines(dir, 'agentdojo_user_traces.jsonl').map((r): Case => ({
    id: r.id, suite: r.suite, task: r.user_task, prompt: r.prompt, steps: r.calls.map((c: any) => step(c.tool, c.args, c.output, false)),
  }));
  const outputsOf = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'));
  const bo = outputsOf('agentdojo_recorded_benign_outputs.json');
  const recordedBenign = lines(dir, 'agentdojo_recorded_benign.jsonl').map((r): Case => ({
    id: r.id, suite: r.suite, task: r.user_task, prompt: r.prompt, steps: r.calls.map((c: any) => step(c.tool, c.args, bo[c.output], false)),
  }));
  const ao = outputsOf('agentdojo_recorded_attack_outputs.json');
  const recorded = lines(dir, 'agentdojo_recorded_attack.jsonl').map((r): Case => ({
    id: r.id, suite: r.suite, task: r.user_task, prompt: r.prompt, steps: r.calls.map((c: any) => step(c.tool, c.args, ao[c.output], c.attack_call === true)),
  }));
  const pairs = lines(dir, 'agentdojo_pairs.jsonl').map((r): Case => ({
    id: r.id, suite: r.suite, task: r.user_task, prompt: r.prompt,
    steps: [
      ...r.benign_prefix.map(([tool, args]: any, i: number) => step(tool, args, i === r.benign_prefix.length - 1 ? r.poisoned_output : r.prefix_outputs[i], false)),
      ...r.attack_calls.map((c: any, i: number) => step(c.tool, c.args, r.attack_outputs[i], true)),
      ...r.benign_suffix.map(([tool, args]: any, i: number) => step(tool, args, r.suffix_outputs[i], false)),
    ],
  }));
  const injec = lines(dir, 'injecagent_cases.jsonl').map((r): Case => ({
    id: r.id, suite: 'injecagent', task: r.user_task, prompt: r.user_task,
    steps: [step(r.user_tool, r.user_args, r.poisoned_output, false), ...r.attack_calls.map((c: any) => step(c.tool, c.args, c.simulated_output, true))],
  }));
  return { benign, recordedBenign, pairs, recorded, injec };
}
