// The layer rule: who may import whom. `node scripts/layers.mjs` prints each import that breaks it.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { inRoot } from './lib/paths.mjs';
import { runMain, say } from './lib/say.mjs';

/** Rooms of core and the floor each stands on (ARCHITECTURE.md). */
export const floors = {
  base: 0,
  events: 0,
  db: 0,
  log: 1,
  vault: 1,
  sandbox: 1,
  palace: 1,
  agents: 1,
  model: 2,
  gate: 2,
  undo: 2,
  skills: 2,
  tools: 3,
  context: 3,
  harness: 4,
  imports: 4,
  workflows: 5,
  schedules: 5,
  evals: 5,
  monitor: 5,
  api: 6,
  house: 6.5,
  'holdfast.ts': 7,
  'holdfast.worker.ts': 7,
  'self-test.worker.ts': 8,
  cli: 8,
};

/** The faces of a room: what others may import. `worker.ts` is for code that runs in the data worker. */
const faces = ['index.ts', 'worker.ts'];
/** What clients of the API, the window and the command line, know of it: its types and schemas. */
const contract = 'core/api/contract.ts';
/** The manifest holds the version, which the command line and the API tell. */
const manifest = 'package.json';

const importPattern =
  /(?:^|[;\n}])\s*(?:import|export)\s+(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The module specifiers that a source text imports or re-exports from. */
export function importsOf(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? match[2]);
}

/** What is wrong with `file` (a path inside the checkout, with `/`) importing `specifier`; undefined when nothing is. */
export function judge(file, specifier) {
  const [area] = file.split('/');
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
  if (area === 'core') return target ? judgeInCore(file, target) : judgePackage(file, specifier);
  if (area === 'renderer') return judgeInRenderer(specifier, target);
  if (area === 'electron' && target?.startsWith('renderer/')) return 'electron/ does not import the renderer';
  return undefined;
}

function judgePackage(file, specifier) {
  if (/^(?:electron|react|react-dom)(?:\/|$)/.test(specifier))
    return 'core is plain Node: no Electron, no React';
  if (specifier === 'better-sqlite3' && !file.startsWith('core/db/'))
    return 'only core/db opens the database';
  if (isNetwork(specifier) && !file.startsWith('core/vault/') && !mayListen(file, specifier))
    return 'only core/vault reaches the network: use egress';
  return undefined;
}

const isNetwork = (specifier) =>
  /^(?:node:)?(?:https?|http2|net|tls|dgram|dns|dns\/promises)$|^(?:undici|axios|got|node-fetch|ws)(?:\/|$)/.test(
    specifier,
  );
/** The loopback door of `holdfast serve`, and the self-test's server that attacks try to reach: they take connections and make none. */
const listening = ['core/cli/listener.ts', 'core/evals/adversaries/inside-server.ts'];
const mayListen = (file, specifier) => listening.includes(file) && specifier === 'node:http';

/** What a source text of core outside the vault calls or names that reaches the network without an import. */
export function networkCallsOf(text) {
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'/g, "''");
  const calls =
    /(?<![.\w$]|function\s)fetch\s*\((?!\w+\s*:)|globalThis\s*\.\s*fetch|new\s+(?:WebSocket|EventSource|XMLHttpRequest)\b|process\s*\.\s*binding\s*\(/g;
  return [...code.matchAll(calls)].map(([call]) => call.trim());
}

function judgeInRenderer(specifier, target) {
  if (!target)
    return /^(?:electron$|node:)/.test(specifier)
      ? 'the renderer is a web page: no Electron, no Node'
      : undefined;
  if (target.startsWith('renderer/') || target === contract) return undefined;
  return `the renderer imports nothing outside itself but ${contract}`;
}

function judgeInCore(file, target) {
  if (target === manifest || target === contract) return judgeShared(file, target);
  if (!target.startsWith('core/')) return 'core imports nothing outside core';
  const from = roomOf(file);
  const to = roomOf(target);
  if (from === to) return undefined;
  if (floors[from] === undefined || floors[to] === undefined) {
    return `${floors[from] === undefined ? from : to} is no room of the floor plan (scripts/layers.mjs)`;
  }
  const isLower = floors[to] < floors[from] || (to === 'base' && floors[from] === 0);
  if (!isLower)
    return `${from} (floor ${floors[from]}) may not import ${to} (floor ${floors[to]}): name it as a port`;
  const isFace = to.endsWith('.ts') || faces.some((face) => target === `core/${to}/${face}`);
  return isFace ? undefined : `${to} is imported only through its ${faces.join(' or ')}`;
}

/** Files outside the rooms' faces that a whole floor may know; the contract only from above the API. */
function judgeShared(file, target) {
  const from = roomOf(file);
  if (target === manifest || from === 'api' || floors[from] > floors.api) return undefined;
  return `${from} (floor ${floors[from]}) may not import api (floor ${floors.api}): name it as a port`;
}

const roomOf = (path) => path.split('/')[1];

function sourcesOf(area) {
  return readdirSync(inRoot(area), { recursive: true })
    .map((name) => `${area}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'));
}

/** All broken rules as lines `file: imports x: why`. */
export function checkLayers(areas) {
  return areas.flatMap(sourcesOf).flatMap((file) => {
    const text = readFileSync(inRoot(file), 'utf8');
    const imports = importsOf(text).flatMap((specifier) => {
      const why = judge(file, specifier);
      return why ? [`${file}: imports ${specifier}: ${why}`] : [];
    });
    const isBound = file.startsWith('core/') && !file.startsWith('core/vault/');
    const calls = isBound ? networkCallsOf(text) : [];
    return [
      ...imports,
      ...calls.map((call) => `${file}: ${call}: only core/vault reaches the network: use egress`),
    ];
  });
}

if (process.argv[1] === import.meta.filename) {
  await runMain(() => {
    const areas = readdirSync(inRoot()).filter((name) => ['core', 'electron', 'renderer'].includes(name));
    const broken = checkLayers(areas);
    for (const line of broken) say(line);
    return broken.length === 0 ? 0 : 1;
  });
}
