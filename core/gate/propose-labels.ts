import { type EffectWord, effectOfWord, payloadWords, readWords, sinkWords } from './label-words.ts';
import type { Effect, ToolLabels } from './labels.ts';

/** What a tool says of itself. None of it is believed; it is what a proposal can go by. */
export interface DescribedTool {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  inputSchema: Record<string, unknown>;
  /** The hints of the Model Context Protocol. */
  hints: { readOnly?: boolean; destructive?: boolean; idempotent?: boolean };
}

export interface LabelProposal {
  labels: ToolLabels;
  /** For the owner: what each label goes by. */
  reasons: string[];
}

const order: readonly Effect[] = [
  'none',
  'local',
  'egress',
  'destructive',
  'exec',
  'account',
  'physical',
  'money',
];

/**
 * Labels that fit a tool by its words: the verbs of its name, then of its description's first sentence, and the names of its
 * arguments. Deterministic, and a proposal only: until the owner confirms it, the worst is what counts. Where nothing is found out,
 * the worst is proposed, too. Hints make it stricter at once; `readOnly` makes it milder only where no word speaks against it.
 */
export function proposeLabels(tool: DescribedTool): LabelProposal {
  const reasons: string[] = [];
  const named = effectIn(wordsOf(tool.name));
  const said = named ?? effectIn(wordsOf(firstSentence(tool.description)));
  if (said) reasons.push(`${named ? 'Its name' : 'Its description'} says “${said.word}”.`);
  let effect = said?.effect ?? null;
  if (
    tool.hints.destructive === true &&
    (effect === null || isMilder(effect, 'destructive')) &&
    tool.hints.readOnly !== true
  ) {
    // the protocol's own default is true, so only what is said outright counts
    effect = 'destructive';
    reasons.push('The server says that it may destroy.');
  }
  if (effect === null && tool.hints.readOnly === true) {
    effect = 'none';
    reasons.push('The server says that it only reads; nothing else says so.');
  }
  const names = argumentsOf(tool.inputSchema);
  const addresses = names.filter(({ name, format }) => format === 'uri' || isAddress(name));
  if (effect === 'none' && addresses.length > 0) {
    effect = 'egress';
    reasons.push(`It is given an address (${listed(addresses)}), which it can send things to.`);
  }
  if (effect === null) reasons.push('Nothing says what it does, so it counts as the worst.');
  const sinks = names.filter(({ name, format }) => format !== undefined || has(sinkWords, name));
  const payload = names.filter(({ name, format }) => format === undefined && has(payloadWords, name));
  const isHarmless = effect === 'none';
  if (sinks.length > 0) reasons.push(`Decides who or where: ${listed(sinks)}.`);
  return {
    labels: {
      effect: effect ?? 'egress',
      reversibility: isHarmless
        ? 'reversible'
        : effect === 'local' && said?.isMaking
          ? 'compensable'
          : 'irreversible',
      recovery: isHarmless
        ? 'pure'
        : effect === 'local' && tool.hints.idempotent === true
          ? 'idempotent'
          : 'effectful',
      output: 'untrusted',
      sinks: namesOr(sinks, isHarmless || names.length === 0),
      payload: namesOr(payload, isHarmless || names.length === 0),
    },
    reasons,
  };
}

interface Found {
  effect: Effect;
  word: string;
  isMaking: boolean;
}

// in `list_orders` and `get_deleted` the verb is the first one; `read_and_delete` has two
function effectIn(words: readonly string[]): Found | null {
  const hasMore = words.some((word) => word === 'and' || word === 'or' || word === 'then');
  const at = words.findIndex((word) => readWords.has(word) || effectOfWord(word) !== null);
  if (at < 0) return null;
  const first = words[at] ?? '';
  const found: Found[] = words.flatMap((word) => {
    const known: EffectWord | null = effectOfWord(word);
    return known ? [{ effect: known.effect, word, isMaking: known.isMaking }] : [];
  });
  if (readWords.has(first) && !hasMore) return { effect: 'none', word: first, isMaking: false };
  const worst = found.reduce<Found | null>(
    (before, each) => (before && !isMilder(before.effect, each.effect) ? before : each),
    null,
  );
  return worst ?? { effect: 'none', word: first, isMaking: false };
}

function isMilder(left: Effect, right: Effect): boolean {
  return order.indexOf(left) < order.indexOf(right);
}

/** Words of a name or a sentence, in lower case: `sendMail`, `send-mail` and `Send mail` are the same two. */
export function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface Argument {
  name: string;
  /** `uri`, `email` …: what the schema says the text is; undefined for any other. */
  format: string | undefined;
}

const addressFormats = new Set([
  'uri',
  'url',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'idn-email',
  'idn-hostname',
  'iri',
]);

function argumentsOf(schema: Record<string, unknown>): Argument[] {
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, property]: [string, unknown]) => {
    const format =
      typeof property === 'object' && property !== null && 'format' in property ? property.format : undefined;
    const isAddressFormat = typeof format === 'string' && addressFormats.has(format);
    return { name, format: isAddressFormat ? (format === 'email' ? 'email' : 'uri') : undefined };
  });
}

const addressWords = new Set(['url', 'uri', 'urls', 'uris', 'webhook', 'endpoint', 'link', 'website']);
const isAddress = (name: string) => has(addressWords, name);
const has = (words: ReadonlySet<string>, name: string) => wordsOf(name).some((word) => words.has(word));
const namesOr = (found: readonly Argument[], mayBeNone: boolean) =>
  found.length > 0 || mayBeNone ? found.map(({ name }) => name) : ['*'];
const listed = (found: readonly Argument[]) => found.map(({ name }) => name).join(', ');
const firstSentence = (text: string) => /^.*?[.!?\n](?=\s|$)/s.exec(text)?.[0] ?? text.slice(0, 200);
