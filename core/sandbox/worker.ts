import { fileAt, filesBelow, land, move, read, remove, usage, write } from './store.ts';
import {
  addUploadedFile,
  mountFile,
  removeUploadedFile,
  resourceOfFile,
  resourcesOf,
  unmountFile,
  uploadedContent,
  uploadedFile,
  uploadedFiles,
} from './uploaded-files-store.ts';

// The face of this room for the data worker, and for threads that read documents.

export { bringWorkspace } from './history-store.ts';
export { projectOutputs } from './outputs-store.ts';
export { fragmentReader, readPage } from './page/page-thread.ts';
export { removeWorkspace } from './store.ts';
export { decodeText } from './text-detection.ts';

/** Store functions of uploaded files. */
export const fileCommands = { addUploadedFile, removeUploadedFile, mountFile, unmountFile };
export const fileQueries = { uploadedFile, uploadedFiles, uploadedContent, resourcesOf, resourceOfFile };

/** Store functions that write. */
export const commands = { write, remove, land, move, ...fileCommands };
/** Store functions that read. */
export const queries = { read, fileAt, filesBelow, usage, ...fileQueries };
