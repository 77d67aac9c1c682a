// The words by which a wish of lasting kind and an open promise are known. English only; a drawer that they miss is found by its words.
const preference =
  /\b(?:i|the owner|they|we)\b[^.!?\n]{0,30}\b(?:prefer|like|love|hate|dislike|can'?t stand|can’t stand|always|never|usually)|\b(?:my|the owner'?s|the owner’s|their|our) (?:favou?rite|usual|preferred)\b|\b(?:always|never) (?:use|call|ask|write|send|put|add|delete|run|tell|give|show|schedule|book)\b|\b(?:allergic to|prefers?|from now on|please don'?t ever|in future)\b/i;
const promise =
  /\b(?:remind me|don'?t forget|don’t forget|do not forget|to-?do\b|follow[ -]up|deadline|promised?|owes?\b|(?:i|we|the owner|they)(?:'ll| will|’ll)\b[^.!?\n]{0,80}\b(?:by|until|before|on|next|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|due (?:on|by|in|next|tomorrow))/i;

/** How the owner wants things, as far as its words tell. */
export function saysPreference(text: string): boolean {
  return preference.test(text) && !text.trim().endsWith('?');
}

/** Something that is still to be done. */
export function saysPromise(text: string): boolean {
  return promise.test(text);
}
