import { kindsOfNoun } from '../grants/lexicon.ts';
import { splitName } from '../grants/tool-words.ts';

const reading = new Set([
  'read',
  'open',
  'cat',
  'fetch',
  'load',
  'view',
  'download',
  'run',
  'execute',
  'bash',
  'grep',
  'navigate',
  'visit',
  'browse',
]);
const authored = new Set(['webpage', 'website', 'page', 'web', 'url', 'html', 'browser']);
/** Kinds of things that a service keeps in records of its own. */
const recorded = new Set([
  'email',
  'message',
  'money',
  'event',
  'person',
  'channel',
  'task',
  'account',
  'ticket',
  'shipment',
]);

/**
 * Whether a tool gives back what somebody authored as a whole: a page, a file, what a program printed. Whatever that looks like, its
 * fields are not a service's own, and it is read as text.
 */
export function givesContent(tool: string): boolean {
  const words = splitName(tool);
  if (words.some((word) => authored.has(word))) return true;
  if (!words.some((word) => reading.has(word))) return false;
  return !words.some((word) => [...kindsOfNoun(word)].some((kind) => recorded.has(kind)));
}
