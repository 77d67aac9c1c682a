/** How much an import may be. What is over a bound is refused or left out, and said. */
export const importLimits = {
  /** Of one file, as it is handed over. */
  fileBytes: 256 * 1024 * 1024,
  /** Of all files of an import, unpacked. */
  totalBytes: 512 * 1024 * 1024,
  /** Files of an import, those in archives counted. */
  files: 20_000,
  /** Conversations and documents. */
  items: 5000,
  messages: 200_000,
  /** A longer message becomes several. */
  messageCharacters: 50_000,
  /** A document is cut into sections of at most this length. */
  sectionCharacters: 8000,
  /** How many times larger than in the archive a file of one may be; text hardly ever is over 50. */
  unpackedRatio: 300,
  /** Problems that are told one by one; the others are counted. */
  problems: 200,
  /** Imports that lie open at once. */
  open: 4,
  heapMb: 1536,
} as const;
