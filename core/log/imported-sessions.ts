/** Ids of sessions that only hold what was imported begin so: they are read, and nothing ever runs in them. */
export const importedSessionPrefix = 'sesn_import_';
