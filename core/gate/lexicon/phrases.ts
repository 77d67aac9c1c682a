// verbs of more than one word, and what they say in one
const all: readonly (readonly [RegExp, string])[] = [
  [/\b(?:get rid of|throw away|throw out)\b/gi, 'delete'],
  [/\bdrop (.{0,40}?)\b(line|message|note|mail|email)\b/gi, 'send $1 $2'],
  [/\b(?:get in touch with|reach out to|get hold of)\b/gi, 'contact'],
  [/\bpass (.{1,40}?)?\b(?:on|along) to\b/gi, 'forward $1 to'],
  [/\battach (.{1,60}?) to (?:an? |the |my )?(e-?mail|mail|message)\b/gi, 'send $2 with $1'],
  [/\b(?:jot|write|note) down\b/gi, 'note'],
  [/\b(?:tick|check|cross) off\b/gi, 'complete'],
  [/\bremind (?:me|us)\b/gi, 'create reminder'],
  [/\bfile (an?)\b/gi, 'create $1'],
  [/\bcall off\b/gi, 'cancel'],
  [/\b(?:set|line|sort) up\b/gi, 'schedule'],
  [/\bpush(?:ed)? back\b|\bput off\b|\bbring forward\b/gi, 'reschedule'],
  [/\b(?:push|move|bring|put) (.{1,40}?) (?:back|forward)\b/gi, 'reschedule $1'],
  [/\b(?:get|bring) (.{1,60}?) (?:onto|on board)\b/gi, 'invite $1 to'],
  [/\bget (?:me|us) (an?)\b/gi, 'book $1'],
  [
    /\b(?:my|our) ((?:\w+ ){1,3}?)is now\b|\b(?:my|our) ((?:\w+ ){1,3}?)is (?=\S+(?: \S+)? now\b)/gi,
    'update my $1$2',
  ],
  [/\bi (?:now )?live (?:at|in)\b/gi, 'update address'],
  [/\bsign (.{1,40}?) up\b/gi, 'enroll $1'],
  [/\b(?:pay|send|give) back\b/gi, 'repay'],
  [/\bget back to\b/gi, 'reply'],
  [/\blet (.{1,60}?) know\b/gi, 'tell $1'],
  [/\bgive (.{1,60}?) access\b/gi, 'share $1 access'],
  [/\b(?:kick|throw) (\S+) out\b/gi, 'kick $1'],
  [/\btake (.{1,40}?) (?:off|out of)\b/gi, 'remove $1'],
  [/\b(?:i|we)(?:'ve| have)? (?:just )?moved\b/gi, 'update address'],
  [/\b(?:my|our) new\b/gi, 'update my'],
];

let inUse = all;

/** Verbs of more than one word, and what they say in one. */
export function phrases(): readonly (readonly [RegExp, string])[] {
  return inUse;
}

/** Leaves some of them out; see `leaveOut`. */
export function fillPhrases(without: (pattern: RegExp) => boolean): void {
  inUse = all.filter(([pattern]) => !without(pattern));
}
