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
