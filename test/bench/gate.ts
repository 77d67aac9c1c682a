// `npm run --silent bench -- gate [--json]`: what tracing and weighing one call costs in a session of 1,000 events, after each new output,
// and what the first look at such a log costs. A cost of the processor, so that other programs disturb it less; wall time beside it.
import { parseArgs } from 'node:util';
import type { CallPreview } from '../../core/gate/index.ts';
import { weighCall } from '../../core/gate/weigh-call.ts';
import { sessionOf, tools } from './gate/session.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const preview: CallPreview = {
  sentence: '', target: 'network', effect: 'egress', reversibility: 'compensable', paths: [], facts: [], diffs: [], asksBecause: ['x'], ruleOffered: null,
}; // biome-ignore format: one value
const [first] = tools;
if (!first) throw new Error('there is no tool');
const labels = { ...first.labels, recovery: 'effectful', output: 'echo' } as const;
const call = {
  tool: 'send_email',
  input: {
    recipients: ['me@example.org', 'somebody@example.net'],
    subject: 'Summary',
    body: 'report budget meeting '.repeat(60),
  },
  preview,
  grants: [],
  ownPaths: [],
};
const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
const round = (ms: number) => Math.round(ms * 100) / 100;

const grown = sessionOf(1000, 1);
// the code is warm before anything is measured
await weighCall(call, { events: sessionOf(400, 2), labels, tools });

const coldAt = processorMs();
const coldSince = performance.now();
await weighCall(call, { events: sessionOf(1000, 3), labels, tools });
const cold = { processorMs: processorMs() - coldAt, wallMs: performance.now() - coldSince };

const events = grown.slice(0, 601);
await weighCall(call, { events, labels, tools });
const spent: number[] = [];
const wall: number[] = [];
for (let at = 601; at < 1000; at += 2) {
  events.push(...grown.slice(at, at + 2));
  const before = processorMs();
  const since = performance.now();
  await weighCall(call, { events, labels, tools });
  spent.push(processorMs() - before);
  wall.push(performance.now() - since);
}
spent.sort((a, b) => a - b);
wall.sort((a, b) => a - b);
const figures = {
  calls: spent.length,
  gateMs: { p50: round(percentile(spent, 0.5)), p95: round(percentile(spent, 0.95)) },
  wallMs: { p50: round(percentile(wall, 0.5)), p95: round(percentile(wall, 0.95)) },
  firstLookMs: { processor: round(cold.processorMs), wall: round(cold.wallMs) },
};
if (values.json) console.log(JSON.stringify(figures));
else
  console.log(
    `one call in a session of 1,000 events: p50 ${figures.gateMs.p50} ms, p95 ${figures.gateMs.p95} ms of the processor (wall ${figures.wallMs.p50} / ${figures.wallMs.p95} ms; target p95 < 5)\nfirst look at such a log: ${figures.firstLookMs.processor} ms, in slices of 4 ms`,
  );
