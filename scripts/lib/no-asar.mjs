// Electron's own Node takes every *.asar file for a folder. What checks, copies or removes an installation must see the
// files as they are, or it finds a whole runtime damaged; so whoever touches one imports this first.
if (process.versions.electron) process.noAsar = true;

/** `env` for a child that touches an installation: on Electron's own Node the child must be told too. */
export const withoutAsar = (env) => (process.versions.electron ? { ...env, ELECTRON_NO_ASAR: '1' } : env);
