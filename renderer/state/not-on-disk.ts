/**
 * Words that the owner types are kept in memory alone: what the browser stores is a log on the disk that keeps every value it ever had for a
 * while, in clear, out of reach of forgetting. What an earlier version stored under this name goes.
 */
export function notOnDisk(name: string): void {
  globalThis.localStorage?.removeItem(name);
}
