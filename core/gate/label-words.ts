import type { Effect } from './labels.ts';

/** Verbs by what they do to the world. General words, from no data set: who reads a tool's name sees these first. */
const verbs: Readonly<Record<Exclude<Effect, 'none'>, string>> = {
  money:
    'pay pays payment transfer purchase buy buys order refund withdraw deposit donate charge trade swap checkout bid tip wire remit payout',
  physical: 'unlock lock heat cool drive arm disarm dispense actuate brew vacuum print',
  account:
    'grant invite share unshare password login logout signin signup register subscribe unsubscribe permission permissions role authorize authorise promote demote impersonate enroll ban unban block unblock follow unfollow',
  exec: 'run exec execute shell eval evaluate spawn install deploy launch invoke compile build script command terminal',
  destructive:
    'delete deletes remove removes drop purge erase wipe truncate destroy overwrite reset clear kill uninstall revoke cancel terminate discard trash unlink prune archive merge',
  egress:
    'send sends post posts publish upload email mail message reply comment tweet notify submit forward push sync export request fetch download browse navigate goto visit open crawl scrape broadcast call dial book reserve sms ping',
  local:
    'write writes create creates update updates edit edits set add adds rename move copy save append insert put make patch schedule mark assign tag label import format upsert replace modify change toggle enable disable start stop pause resume generate click type fill press select hover drag store restore',
};

/** Verbs whose work can be put right by a further call. */
const making = new Set(
  'create creates add adds rename move copy append insert make schedule mark assign tag label enable disable toggle pause resume start'.split(
    ' ',
  ),
);

/** Verbs that only look. */
export const readWords: ReadonlySet<string> = new Set(
  'get gets list lists read reads search searches find finds query show shows describe view count check info tree stat lookup look compare echo sum calculate compute convert validate inspect preview summarize summarise analyze analyse parse explain retrieve status resolve diff log history whoami version help measure estimate snapshot'.split(
    ' ',
  ),
);

export interface EffectWord {
  effect: Exclude<Effect, 'none'>;
  isMaking: boolean;
}

const effects = new Map<string, EffectWord>();
for (const effect of ['local', 'egress', 'destructive', 'exec', 'account', 'physical', 'money'] as const)
  for (const word of verbs[effect].split(' ')) effects.set(word, { effect, isMaking: making.has(word) });

/** What a verb does; null for other words, and for those that only look. */
export function effectOfWord(word: string): EffectWord | null {
  return effects.get(word) ?? null;
}

/** Names of arguments that decide who or where. */
export const sinkWords: ReadonlySet<string> = new Set(
  'to cc bcc recipient recipients receiver email emails address addresses url uri urls link webhook endpoint host hostname domain server path paths file files filename filepath folder directory dir source destination target account iban bic user username users member owner assignee attendee attendees participants invitees channel chat room thread repo repository branch project workspace bucket database table collection index phone number amount sum price currency device region container image command'.split(
    ' ',
  ),
);

/** Names of arguments whose content would leave or be written. */
export const payloadWords: ReadonlySet<string> = new Set(
  'content contents body text message messages subject title description data html markdown note notes comment value values payload query prompt code script sql input attachment attachments json edits patch memo caption reason'.split(
    ' ',
  ),
);
