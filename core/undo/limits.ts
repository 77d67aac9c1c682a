/** A larger file's content is not kept: its change cannot be taken back, and the owner is told before it happens. */
export const largestKeptFile = 20 * 1024 * 1024;
/** How much is kept for one session; what was needed longest ago goes first. */
export const keptBytesPerSession = 200 * 1024 * 1024;
/** How many files one change may touch. */
export const mostFilesAtOnce = 2000;
/** How much one change keeps; the files beyond it cannot be brought back. */
export const keptBytesPerChange = 100 * 1024 * 1024;
