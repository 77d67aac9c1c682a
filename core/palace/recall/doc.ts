/** A drawer as ranking sees it. */
export interface Doc {
  number: number;
  wing: number;
  /** The session it was said in: its neighbours are there. */
  session: number;
  saidAt: number;
  speaker: string;
  /** The body's stems, hashed, in order. */
  terms: Uint32Array;
  /** The spoken drawers right before and after it in its session. */
  before: number | null;
  after: number | null;
  /** Worked out when it is first asked for: of most drawers it never is. */
  traits(): Traits;
}

/** What of a drawer's wording matters for some questions. */
export interface Traits {
  /** Ends with a question mark. */
  isQuestion: boolean;
  hasQuestion: boolean;
  /** Says when: a weekday, a month, "last week", a year. */
  saysWhen: boolean;
  saysNumber: boolean;
  /** Has a name inside a sentence. */
  saysName: boolean;
  /** Share of words that speak of the speaker. */
  aboutSelf: number;
}

const when =
  /\b(?:yesterday|today|tomorrow|tonight|ago|last|next|week|weekend|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|morning|recently|\d{4}|\d+(?:st|nd|rd|th))\b/i;
const number = /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twice|once|couple|several|few)\b/i;
const name = /[a-z,] [A-Z][a-z]+/;
const self = /\b(?:I|I'm|I've|my|we|our|me)\b/g;

function traitsOf(body: string, words: number): Traits {
  return {
    isQuestion: body.trimEnd().endsWith('?'),
    hasQuestion: body.includes('?'),
    saysWhen: when.test(body),
    saysNumber: number.test(body),
    saysName: name.test(body),
    aboutSelf: (body.match(self)?.length ?? 0) / Math.max(1, words),
  };
}

/** The traits of a body, once they are asked for; the body itself is not kept longer than that. */
export function lazyTraits(body: string, words: number): () => Traits {
  let left: string | null = body;
  let traits: Traits | null = null;
  return () => {
    traits ??= traitsOf(left ?? '', words);
    left = null;
    return traits;
  };
}
