/** Nouns that mean the same kind of thing. */
const nouns: Record<string, string> = {
  email: 'email emails e-mail e-mails mail mails inbox message messages newsletter newsletters spam reply',
  message: 'message messages dm dms chat text sms reply',
  money: 'money payment payments transaction transactions transfer transfers bill bills invoice invoices rent fee fees fund funds amount subscription salary debt refund cost costs tip order orders price cash buck bucks pound pounds dollar dollars euro euros usd eur gbp $ € £',
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
  profile: 'profile info information details data address addresses street city phone account name',
  account: 'account accounts',
  repository: 'repository repositories repo repos',
  record: 'record records data entry entries',
  policy: 'policy policies rule rules',
  task: 'task tasks todo todos reminder reminders errand chore',
  issue: 'issue issues bug bugs defect',
  note: 'note notes memo',
  song: 'song songs track tracks music playlist',
  device: 'device devices light lights lamp lamps heating heater thermostat lock door gate garage blinds tv',
  shipment: 'shipment shipments package packages parcel',
  review: 'review reviews comment comments',
}; // biome-ignore format: a table

const kinds = new Map<string, Set<string>>();
fillNouns(() => false);

/** Reads the table anew, without some of its words; see `leaveOut`. */
export function fillNouns(without: (word: string) => boolean): void {
  kinds.clear();
  for (const [kind, words] of Object.entries(nouns))
    for (const word of words.split(' '))
      if (!without(word)) kinds.set(word, (kinds.get(word) ?? new Set()).add(kind));
}

/** The kinds of thing a noun names; the word itself, in the singular, where the lexicon does not know it. */
export function kindsOfNoun(word: string): ReadonlySet<string> {
  return kinds.get(word) ?? new Set([singular(word)]);
}

/** True when the lexicon has the word as a noun. */
export function isKnownNoun(word: string): boolean {
  return kinds.has(word);
}

/** "channels" and "channel" are one. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
