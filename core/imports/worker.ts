export { createImportStore, projectImports, removeImportsOfSession } from './imports-store.ts';
