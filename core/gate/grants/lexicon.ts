/**
 * What people call what tools do: a general lexicon of English verbs by what they bring about, and of nouns by what they are about. It
 * knows no tool and no task. A word may stand in several rows.
 */
export const verbs = {
  send: 'send sends email e-mail mail message dm text write reply respond answer forward tell notify inform contact ping remind ask thank submit deliver dispatch post announce share',
  post: 'post posts publish upload tweet announce broadcast put submit comment',
  pay: 'pay pays paying payment send transfer wire refund reimburse return repay tip settle donate deposit withdraw buy purchase order spend invest sell top',
  schedule: 'schedule set plan arrange automate',
  create:
    'create creates make makes add adds write draft save generate compose set schedule plan put note record prepare open start register log build fill block book reserve arrange store export',
  append: 'append add adds insert write put include attach extend',
  update:
    'update updates change changes modify edit adjust correct fix set revise alter amend rename replace increase decrease raise lower move switch turn enable disable renew',
  reschedule: 'reschedule move shift postpone delay push bring change update',
  delete: 'delete deletes remove removes erase trash discard drop clear purge wipe clean uninstall',
  cancel: 'cancel cancels call drop remove delete abort',
  invite: 'invite invites onboard add adds',
  add: 'add adds include invite put assign join bring',
  remove: 'remove removes kick delete ban expel unassign',
  share: 'share shares give grant send',
  book: 'book books reserve reserves rent rents hire order get make',
  leave: 'leave exit quit',
  grant: 'grant give allow permit authorise authorize let',
  unlock: 'unlock open lock close',
  run: 'run execute launch start install',
  move: 'move transfer copy relocate',
  place: 'place buy sell order trade',
  read: 'read visit open fetch get check look browse summarise summarize go see find view use',
} as const;

/** Verbs that other verbs of the same tool stand for: a tool whose name has the left one does also what the right ones say. */
export const alike: Partial<Record<string, readonly (keyof typeof verbs)[]>> = {
  send: ['send'], reply: ['send'], forward: ['send'], email: ['send'], message: ['send'], write: ['create', 'append'],
  post: ['post'], publish: ['post'], upload: ['post'], submit: ['post', 'send'], tweet: ['post'],
  pay: ['pay'], transfer: ['pay', 'move'], wire: ['pay'], deposit: ['pay'], withdraw: ['pay'], refund: ['pay'], buy: ['pay', 'place'], purchase: ['pay', 'place'], donate: ['pay'],
  schedule: ['schedule', 'create'], create: ['create'], make: ['create'], new: ['create'], generate: ['create'], save: ['create'], draft: ['create'],
  append: ['append'], insert: ['append'], add: ['add'], edit: ['update'], update: ['update'], modify: ['update'], change: ['update'], set: ['update'], rename: ['update'],
  manage: ['create', 'update', 'delete'], reschedule: ['reschedule'], delete: ['delete'], remove: ['remove', 'delete'], erase: ['delete'], cancel: ['cancel'],
  invite: ['invite', 'add'], share: ['share', 'grant'], grant: ['grant'], give: ['grant'], reserve: ['book'], book: ['book'], rent: ['book'], order: ['book', 'place', 'pay'],
  leave: ['leave'], join: ['add'], unlock: ['unlock'], lock: ['unlock'], open: ['unlock', 'read'], run: ['run'], execute: ['run'], move: ['move', 'update'], copy: ['move'], place: ['place'],
  disable: ['update'], enable: ['update'], turn: ['update'], fill: ['create'], get: ['read'], read: ['read'], fetch: ['read'], visit: ['read'], browse: ['read'], navigate: ['read'], view: ['read'], search: ['read'],
}; // biome-ignore format: a table

/** Nouns that mean the same kind of thing. */
const nouns: Record<string, string> = {
  email: 'email emails e-mail e-mails mail mails inbox message messages newsletter newsletters reply',
  message: 'message messages dm dms chat text sms reply',
  money: 'money payment payments transaction transactions transfer transfers bill bills invoice invoices rent fee fees fund funds amount subscription salary debt refund cost costs tip order orders price cash dollar dollars euro euros usd eur gbp $ € £',
  event: 'event events meeting meetings appointment appointments calendar reminder reminders call lunch dinner breakfast class session slot',
  file: 'file files document documents doc docs spreadsheet sheet folder folders pdf',
  person: 'user users member members participant participants person people attendee attendees guest guests contact contacts colleague colleagues friend friends everyone recipient recipients',
  channel: 'channel channels room rooms group groups',
  webpage: 'webpage webpages page pages website websites site sites web url link links article articles blog',
  hotel: 'hotel hotels accommodation stay hostel room',
  restaurant: 'restaurant restaurants table dinner lunch eat',
  car: 'car cars vehicle vehicles rental suv',
  flight: 'flight flights plane',
  ticket: 'ticket tickets',
  password: 'password passwords passcode pin',
  profile: 'profile info information details address addresses street city phone account name',
  account: 'account accounts',
  repository: 'repository repositories repo repos',
  record: 'record records data entry entries',
  policy: 'policy policies rule rules',
  task: 'task tasks todo todos',
  device: 'device devices light lights thermostat lock door',
  shipment: 'shipment shipments package packages parcel',
  review: 'review reviews comment comments',
}; // biome-ignore format: a table

const kinds = new Map<string, Set<string>>();
for (const [kind, words] of Object.entries(nouns))
  for (const word of words.split(' ')) kinds.set(word, (kinds.get(word) ?? new Set()).add(kind));

/** The kinds of thing a noun names; the word itself, in the singular, where the lexicon does not know it. */
export function kindsOfNoun(word: string): ReadonlySet<string> {
  return kinds.get(word) ?? new Set([singular(word)]);
}

/** True when the lexicon has the word as a noun. */
export function isKnownNoun(word: string): boolean {
  return kinds.has(word);
}

/** Verbs of more than one word, and what they say in one. */
export const phrases: readonly (readonly [RegExp, string])[] = [
  [/\bget rid of\b/gi, 'delete'],
  [/\bcall off\b/gi, 'cancel'],
  [/\b(?:set|line|sort) up\b/gi, 'schedule'],
  [/\bpush(?:ed)? back\b|\bput off\b|\bbring forward\b/gi, 'reschedule'],
  [/\b(?:pay|send|give) back\b/gi, 'repay'],
  [/\bget back to\b/gi, 'reply'],
  [/\blet (\S+(?: \S+)?) know\b/gi, 'tell $1'],
  [/\bgive (.{1,60}?) access\b/gi, 'share $1 access'],
  [/\b(?:kick|throw) (\S+) out\b/gi, 'kick $1'],
  [/\btake (.{1,40}?) off\b/gi, 'remove $1'],
  [/\b(?:i|we)(?:'ve| have)? (?:just )?moved\b/gi, 'update address'],
  [/\b(?:my|our) new\b/gi, 'update my'],
];

/** The rows of the lexicon that a verb stands in. */
export function classesOfVerb(word: string): readonly string[] {
  return classes.get(word) ?? [];
}

const classes = new Map<string, string[]>();
for (const [name, words] of Object.entries(verbs))
  for (const word of words.split(' ')) classes.set(word, [...(classes.get(word) ?? []), name]);

/** "channels" and "channel" are one. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
