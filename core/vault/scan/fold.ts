/**
 * The one alphabet in which secrets are looked for. Upper case becomes lower case, and the two characters in which base64url differs
 * from base64 become the same; what no secret can hold (white space, control characters, everything beyond ASCII) counts as nothing,
 * so that a secret with spaces, line ends or invisible characters strewn in is still one.
 */
export const nothing = 0;

/** Folded byte of each byte; `nothing` where it does not count. */
export const folded: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte <= 0x20 || byte >= 0x7f) return nothing;
  const char = String.fromCharCode(byte);
  if (char === '+') return '-'.charCodeAt(0);
  if (char === '/') return '_'.charCodeAt(0);
  return char.toLowerCase().charCodeAt(0);
});

/** A text of ASCII in that alphabet. */
export function fold(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'), (byte) => folded[byte] ?? nothing).filter(
    (byte) => byte !== nothing,
  );
}
