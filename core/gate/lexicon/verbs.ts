import type { Effect } from '../labels.ts';

/**
 * English verbs by what they bring about: what people say when they want it (`asked`), and how tools that do it are called (`named`). The one
 * lexicon of verbs, for grants that are proposed and for labels that are. It knows no tool and no task; a word may stand in several rows.
 */
interface Row {
  /** What a tool of this row does to the world. */
  effect: Effect;
  asked: string;
  named: string;
}

const looking =
  'read visit open fetch get check look browse summarise summarize go see find view use download search';

const table = {
  send: {
    effect: 'egress',
    asked:
      'send sends email e-mail mail message dm text write reply respond answer forward tell notify inform contact ping remind ask thank submit deliver dispatch post announce share congratulate greet welcome apologise apologize warn alert advise wish',
    named: 'send sends reply forward email mail message submit notify sms ping',
  },
  post: {
    effect: 'egress',
    asked: 'post posts publish upload tweet announce broadcast put submit comment',
    named: 'post posts publish upload submit tweet broadcast comment',
  },
  export: { effect: 'egress', asked: 'export sync push', named: 'export sync push' },
  call: { effect: 'egress', asked: 'call dial phone ring', named: 'call dial' },
  book: {
    effect: 'egress',
    asked: 'book books reserve reserves rent rents hire order get make',
    named: 'book reserve rent order',
  },
  visit: {
    effect: 'egress',
    asked: looking,
    named: 'fetch visit browse navigate open goto request download crawl scrape',
  },
  pay: {
    effect: 'money',
    asked:
      'pay pays paying cover split send transfer wire refund reimburse return repay tip settle donate deposit withdraw buy purchase order spend invest sell top',
    named:
      'pay pays transfer wire deposit withdraw refund buy buys purchase donate order charge checkout tip remit',
  },
  place: {
    effect: 'money',
    asked: 'place buy sell order trade swap bid',
    named: 'place buy purchase order trade swap bid',
  },
  delete: {
    effect: 'destructive',
    asked: 'delete deletes remove removes erase trash discard drop clear purge wipe clean uninstall destroy',
    named:
      'delete deletes remove removes erase manage drop purge wipe destroy clear uninstall discard trash unlink prune archive',
  },
  overwrite: {
    effect: 'destructive',
    asked: 'overwrite reset merge replace',
    named: 'overwrite reset merge truncate',
  },
  cancel: {
    effect: 'destructive',
    asked: 'cancel cancels call drop remove delete abort terminate',
    named: 'cancel terminate kill revoke',
  },
  remove: {
    effect: 'destructive',
    asked: 'remove removes kick delete ban expel unassign',
    named: 'remove',
  },
  invite: { effect: 'account', asked: 'invite invites onboard add adds enroll', named: 'invite enroll' },
  share: { effect: 'account', asked: 'share shares give grant send unshare', named: 'share unshare' },
  grant: {
    effect: 'account',
    asked: 'grant give allow permit authorise authorize let promote demote',
    named: 'share grant give authorize authorise promote demote',
  },
  ban: { effect: 'account', asked: 'ban unban block unblock kick', named: 'ban unban block unblock' },
  follow: {
    effect: 'account',
    asked: 'follow unfollow subscribe unsubscribe',
    named: 'follow unfollow subscribe unsubscribe',
  },
  enter: {
    effect: 'account',
    asked: 'login logout register sign impersonate',
    named: 'login logout signin signup register impersonate',
  },
  run: {
    effect: 'exec',
    asked: 'run execute launch start install deploy build compile',
    named: 'run exec execute eval evaluate spawn install deploy launch invoke compile build',
  },
  unlock: { effect: 'physical', asked: 'unlock open lock close arm disarm', named: 'unlock lock arm disarm' },
  operate: {
    effect: 'physical',
    asked: 'heat cool drive dispense brew vacuum print',
    named: 'heat cool drive dispense actuate brew vacuum print',
  },
  schedule: { effect: 'local', asked: 'schedule set plan arrange automate', named: 'schedule' },
  create: {
    effect: 'local',
    asked:
      'create creates make makes add adds write draft save generate compose set schedule plan put note record prepare open start register log build fill block book reserve arrange store export import',
    named:
      'schedule create creates make new generate save draft fill write writes store import put upsert manage',
  },
  append: {
    effect: 'local',
    asked: 'append add adds insert write put include attach extend',
    named: 'append insert write writes',
  },
  add: {
    effect: 'local',
    asked: 'add adds include invite put assign join bring tag label',
    named: 'invite add adds join assign tag label',
  },
  update: {
    effect: 'local',
    asked:
      'update updates change changes modify edit adjust correct fix set revise alter amend rename replace increase decrease raise lower move switch turn enable disable renew pause resume stop restore mark',
    named:
      'edit edits update updates modify change set rename manage disable enable turn patch replace toggle mark format start stop pause resume restore',
  },
  reschedule: {
    effect: 'local',
    asked: 'reschedule move shift postpone delay push bring change update',
    named: 'reschedule',
  },
  move: { effect: 'local', asked: 'move transfer copy relocate rename', named: 'move copy transfer rename' },
  press: {
    effect: 'local',
    asked: 'click press type select choose hover drag',
    named: 'click press type select hover drag',
  },
  leave: { effect: 'local', asked: 'leave exit quit', named: 'leave' },
  read: {
    effect: 'none',
    asked: looking,
    named:
      'get gets list lists read reads search searches find finds query show shows describe view count check info tree stat lookup look compare echo sum calculate compute convert validate inspect preview summarize summarise analyze analyse parse explain retrieve status resolve diff log history whoami version help measure estimate snapshot',
  },
} as const satisfies Record<string, Row>;

/** What verbs are grouped by. */
export type RowName = keyof typeof table;

/** What is done by a tool that is named by a noun, "make_payment" or "new_booking", in the rows. */
const deeds: Record<string, RowName> = {
  payment: 'pay', transfer: 'pay', transaction: 'pay', purchase: 'pay', donation: 'pay', refund: 'pay', order: 'place', trade: 'place',
  booking: 'book', reservation: 'book', rental: 'book', invitation: 'invite', invite: 'invite', deletion: 'delete', removal: 'delete',
  cancellation: 'cancel', reply: 'send', mail: 'send', email: 'send', message: 'send', post: 'post', tweet: 'post', comment: 'post',
}; // biome-ignore format: a table

/** Verbs that say no more than that something is done. */
const light = new Set(
  'make create do perform process initiate issue place submit new send execute start'.split(' '),
);

/** What a tool of one row also does when it is about one of these kinds of things. */
export const besides: readonly { row: RowName; kinds: readonly string[]; also: RowName }[] = [
  { row: 'post', kinds: ['message'], also: 'send' },
  { row: 'send', kinds: ['message'], also: 'post' },
  { row: 'post', kinds: ['webpage'], also: 'create' },
  { row: 'update', kinds: ['file', 'note', 'record'], also: 'append' },
  { row: 'update', kinds: ['event'], also: 'reschedule' },
];

/** Nouns and half words of tools' names that say what they do, where no verb does. */
const hints: Partial<Record<Effect, string>> = {
  money: 'payment payments payout',
  account: 'password permission permissions role',
  exec: 'shell script command terminal',
};

/** In a tool's name these are verbs; in a sentence about it they may be anything, so no label is read out of them. */
const ambiguous = new Set('new turn join leave manage give place'.split(' '));

/** Verbs whose work can be put right by a further call. */
const making = new Set(
  'create creates add adds rename move copy append insert make schedule mark assign tag label enable disable toggle pause resume start'.split(
    ' ',
  ),
);

/** From mild to grave. */
export const effectOrder: readonly Effect[] = [
  'none', 'local', 'egress', 'destructive', 'exec', 'account', 'physical', 'money',
]; // biome-ignore format: an order

export interface EffectWord {
  effect: Exclude<Effect, 'none'>;
  isMaking: boolean;
}

const asked = new Map<string, RowName[]>();
const named = new Map<string, RowName[]>();
const effects = new Map<string, Effect>();
let isLeftOut: (word: string) => boolean = () => false;
fillVerbs(isLeftOut);

/** Reads the table anew, without some of its words; see `leaveOut`. */
export function fillVerbs(without: (word: string) => boolean): void {
  isLeftOut = without;
  for (const map of [asked, named, effects]) map.clear();
  const wordsIn = (words: string) => words.split(' ').filter((word) => !without(word));
  for (const name of Object.keys(table) as RowName[]) {
    const row: Row = table[name];
    for (const word of wordsIn(row.asked)) asked.set(word, [...(asked.get(word) ?? []), name]);
    for (const word of wordsIn(row.named)) {
      named.set(word, [...(named.get(word) ?? []), name]);
      if (!ambiguous.has(word)) worsen(word, row.effect);
    }
  }
  for (const [effect, words] of Object.entries(hints) as [Effect, string][])
    for (const word of wordsIn(words)) worsen(word, effect);
}

function worsen(word: string, effect: Effect): void {
  const before = effects.get(word) ?? 'none';
  effects.set(word, effectOrder.indexOf(effect) > effectOrder.indexOf(before) ? effect : before);
}

/** The rows that a verb of the owner's stands in. */
export function classesOfVerb(word: string): readonly RowName[] {
  return asked.get(word) ?? [];
}

/** The rows that a verb in a tool's name stands in; undefined where it is none. */
export function actionsOfVerb(word: string): readonly RowName[] | undefined {
  return named.get(word);
}

/** The row of a noun that says what is done, behind a verb that says nothing ("make_payment"); undefined where it says none. */
export function deedOf(verb: string, noun: string): RowName | undefined {
  return light.has(verb) && !isLeftOut(noun) ? deeds[noun] : undefined;
}

/** What a tool with this word in its name does; null for other words, and for those that only look. */
export function effectOfWord(word: string): EffectWord | null {
  const effect = effects.get(word);
  return effect === undefined || effect === 'none' ? null : { effect, isMaking: making.has(word) };
}

/** Whether a word in a tool's name says that it only looks. */
export function isReadWord(word: string): boolean {
  return effects.get(word) === 'none';
}
