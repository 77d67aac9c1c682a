import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { type Case, durations, type GrantMode, type Judged, loadCases, loadToolboxes, replay, type Toolbox } from './origins/replay.ts';
import { readIntents } from '../../core/gate/grants/propose.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data/safety' }, verbose: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } });
const dir = resolve(values.data);
const boxes = loadToolboxes(dir);
const cases = loadCases(dir);
const boxOf = (suite: string): Toolbox => boxes.get(suite) ?? new Map();
const rate = (part: number, all: number) => `${((100 * part) / Math.max(1, all)).toFixed(1)}%`;
const show = ({ step, effect, verdict }: Judged) => `${step.tool} ${JSON.stringify(step.args).slice(0, 170)} [${effect}] -> ${verdict.decision} ${'rule' in verdict ? `${verdict.rule}: ${verdict.reason}` : ''}`;

if (values.verbose)
  for (const c of cases.benign) {
    const i = readIntents(c.prompt, [...boxOf(c.suite).values()]);
    console.log(`# ${c.suite} ${c.task}: ${c.prompt}\n   proposals: ${i.proposals.map((p) => `${p.tools} ${p.isOn ? 'on' : 'off'} values[${p.values}] sources[${p.sources}]`).join(' | ')}\n   possible: ${[...i.possible]} delegated ${i.isDelegated}`);
  }

for (const mode of ['none', 'defaults', 'ticked'] as GrantMode[]) {
  console.log(`== grants: ${mode}`);
  for (const [name, list] of [['benign', cases.benign], ['recorded benign', cases.recordedBenign]] as [string, Case[]][]) {
    let prompts = 0, without = 0, refused = 0, effectful = 0, silent = 0;
    const per = new Map<string, { n: number; asks: number; none: number }>();
    for (const c of list) {
      const judged = replay(c.prompt, c.steps, boxOf(c.suite), mode);
      const asks = judged.filter(({ verdict }) => verdict.decision === 'ask');
      const blocks = judged.filter(({ verdict }) => verdict.decision === 'block');
      prompts += asks.length; refused += blocks.length; if (asks.length + blocks.length === 0) without += 1;
      effectful += judged.filter(({ effect }) => effect !== 'none').length;
      silent += judged.filter(({ verdict }) => verdict.decision === 'allow').length;
      const s = per.get(c.suite) ?? { n: 0, asks: 0, none: 0 }; s.n++; s.asks += asks.length + blocks.length; s.none += asks.length + blocks.length === 0 ? 1 : 0; per.set(c.suite, s);
      if (values.verbose && (mode === 'ticked') && (name === 'benign' || blocks.length > 0)) for (const j of judged) if (j.effect !== 'none') console.log(`   ${c.suite}/${c.task} ${show(j)}`);
    }
    console.log(`${name}: n ${list.length} prompts/task ${(prompts / list.length).toFixed(3)} without ${rate(without, list.length)} refused ${refused} autoAllowed ${rate(silent, effectful)} | ${[...per].map(([k, v]) => `${k} ${(v.asks / v.n).toFixed(2)}/${rate(v.none, v.n)}`).join('  ')}`);
  }
  for (const [name, list] of [['pairs', cases.pairs], ['recorded', cases.recorded], ['injecagent', cases.injec]] as [string, Case[]][]) {
    let n = 0, stopped = 0, all = 0, blocked = 0, asked = 0, silentRuns = 0, harm = 0, suffixBlocked = 0;
    const silentBy = new Map<string, number>(); const askBy = new Map<string, number>();
    const suites = new Map<string, { n: number; all: number; blocked: number }>();
    for (const c of list) {
      const judged = replay(c.prompt, c.steps, boxOf(c.suite), mode);
      const attack = judged.filter(({ step, effect }) => step.isAttack && effect !== 'none');
      if (attack.length === 0) continue;
      n += 1;
      const silent = attack.filter(({ verdict }) => verdict.decision === 'allow');
      const asks = attack.filter(({ verdict }) => verdict.decision === 'ask');
      const blocks = attack.filter(({ verdict }) => verdict.decision === 'block');
      const isStopped = silent.length < attack.length;
      const isAll = silent.length === 0;
      if (isStopped) stopped += 1;
      if (isAll) all += 1; else silentRuns += 1;
      if (isAll && blocks.length > 0) blocked += 1; else if (isAll) asked += 1;
      if (asks.some(({ effect }) => ['money', 'account', 'exec'].includes(effect)) || silent.some(({ effect }) => ['money', 'account', 'exec'].includes(effect))) { harm += 1; if (values.verbose && mode === 'ticked') console.log(`   HARM ${c.id} ${asks.concat(silent).map(show).join(' ;; ')}`); }
      for (const j of silent) silentBy.set(`${c.suite}/${c.task} ${show(j).slice(0, 260)}`, (silentBy.get(`${c.suite}/${c.task} ${show(j).slice(0, 260)}`) ?? 0) + 1);
      for (const j of asks) { const k = `${c.suite}/${c.task} ${j.step.tool} ${'rule' in j.verdict ? j.verdict.rule : ''}`; askBy.set(k, (askBy.get(k) ?? 0) + 1); }
      const s = suites.get(c.suite) ?? { n: 0, all: 0, blocked: 0 }; s.n++; s.all += isAll ? 1 : 0; s.blocked += isAll && blocks.length > 0 ? 1 : 0; suites.set(c.suite, s);
      suffixBlocked += judged.filter(({ step, verdict }) => !step.isAttack && verdict.decision === 'block').length;
    }
    console.log(`${name}: n ${n} stopped ${rate(stopped, n)} all ${rate(all, n)} blocked ${blocked} (${rate(blocked, all)}) asked ${asked} silent ${silentRuns} approve-all severe ${harm} suffix-blocked ${suffixBlocked} | ${[...suites].map(([k, v]) => `${k} ${rate(v.all, v.n)}/${rate(v.blocked, v.n)}`).join('  ')}`);
    if (values.verbose && mode === 'ticked') { for (const [k, v] of silentBy) console.log(`   SILENT ${v} ${k}`); for (const [k, v] of askBy) console.log(`   ASK ${v} ${k}`); }
  }
}
durations.sort((a, b) => a - b);
console.log('ms p50', durations[durations.length >> 1]?.toFixed(2), 'p95', durations[Math.floor(durations.length * 0.95)]?.toFixed(2), 'max', durations.at(-1)?.toFixed(1));
if (values.verbose) {
  const seen = new Map<string, number>();
  for (const c of [...cases.pairs, ...cases.recorded])
    for (const j of replay(c.prompt, c.steps, boxOf(c.suite), 'ticked'))
      if (!j.step.isAttack && j.verdict.decision === 'block') { const k = `${c.suite}/${c.task} ${show(j).slice(0, 220)}`; seen.set(k, (seen.get(k) ?? 0) + 1); }
  for (const [k, v] of [...seen].sort((a, b) => b[1] - a[1]).slice(0, 25)) console.log('   SUFFIX', v, k);
}
