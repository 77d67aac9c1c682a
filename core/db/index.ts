export { type BlobFiles, type BlobRef, type Content, smallestBlobBytes } from './blob-files.ts';
export { type DataClient, startDataClient } from './client.ts';
export { type BackupFile, type DataFiles, dataFiles, listBackups } from './files.ts';
export { memoize, replacedTopic } from './memo.ts';
export { type Bound, bindCommands, bindQueries, bindStudies, type DataPort, type Studies } from './port.ts';
export { type RestorableData, startRestorableData } from './restorable.ts';
export type { Degraded } from './server.ts';
export type { StorageTrouble } from './storage.ts';
export type { Note, RoomStore, SqlRow, SqlValue, StoreFunctions, Tx } from './tx.ts';
