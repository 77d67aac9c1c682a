/** Who said the words of a drawer; `other`: somebody in an imported conversation, whom `speaker` names. */
export type Author = 'owner' | 'agent' | 'tool' | 'other';
/** How far they can be trusted: `untrusted` words are data, never wishes. */
export type Trust = 'owner' | 'agent' | 'untrusted';
/**
 * `note`: something the agent was asked to remember, pointed at inside its own tool call; `diary`: something it noted for itself, which it
 * alone recalls.
 */
export type DrawerKind = 'message' | 'tool_result' | 'question' | 'answer' | 'note' | 'diary' | 'imported';

export interface Place {
  id: string;
  name: string;
}

/** Times are RFC 3339, as in the API's contract, whose shapes these are. */
export interface Wing extends Place {
  kind: string;
  rooms: number;
  drawers: number;
  updated_at: string;
}

export interface Room extends Place {
  wing_id: string;
  drawers: number;
  updated_at: string;
}

/** Where the words were said: enough to jump to the event. */
export interface DrawerSource {
  kind: DrawerKind;
  event_type: string;
  session_id: string;
  session_title: string;
  event_id: string;
  seq: number;
  tool: string | null;
  /** The name of who spoke, in an imported conversation. */
  speaker: string | null;
  /** The file that was imported, and what it was an export of; null for what was said here. */
  imported_from: { file: string; format: string } | null;
}

/** Words, verbatim, with where they come from. */
export interface Drawer {
  id: string;
  wing: Place;
  room: Place;
  text: string;
  author: Author;
  trust: Trust;
  source: DrawerSource;
  /** When it was said. */
  created_at: string;
}

/** A range of UTF-16 units: from, to. */
export type Mark = [number, number];

export interface PalaceHit extends Drawer {
  /** Cut out of the drawer's text, unchanged; its marks count within it. */
  snippet: { text: string; marks: Mark[] };
  /** Every matching word, counted in the drawer's text. */
  marks: Mark[];
  /** Larger is better; comparable within one answer only. */
  score: number;
}

/** What the browser finds. */
export interface SearchHit extends PalaceHit {
  /** The drawer that stands in its place now: these words do not hold any more. */
  replaced_by: string | null;
}

export interface SearchInput {
  query: string;
  wingId?: string;
  roomId?: string;
  sessionId?: string;
  /** At most 100. */
  limit: number;
  /** The last word may be the beginning of one: for search as you type. */
  isTyping?: boolean;
}

/** What forgetting a drawer takes along. */
export interface ForgetPreview {
  drawerId: string;
  eventId: string;
  sessionId: string;
  /** All drawers on the same part of the event: the whole part goes. */
  drawerIds: string[];
  /** Answers of the agent's recall that repeat one of them; they go too. */
  recallResults: number;
  /** Summaries of stretches that it lies in; they may repeat it, and go too. */
  summaries: number;
  /** True when the session's title is made of the words; then it loses it. */
  isInTitle: boolean;
  /** Models that were asked in the session since the words were said, with when first: their providers may have them. */
  sentTo: { model: string; at: string }[];
  /** Files that were saved since and may hold them, the latest first; at most 50. */
  exports: SavedExport[];
}

/** A file that left Holdfast. */
export interface SavedExport {
  /** Null where it was made of words that are forgotten. */
  name: string | null;
  what: 'palace' | 'session';
  at: string;
}
