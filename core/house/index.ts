export { createAudit } from './audit.ts';
export { createBackups, toBackup } from './backups.ts';
export { createChanges } from './changes.ts';
export { createDefaults } from './defaults.ts';
export { createModelSettings, type ModelOverride, type ModelSettings } from './model-settings.ts';
export { createMountsOf } from './mounts.ts';
export { createSettings } from './settings.ts';
export { describeSurroundings } from './surroundings.ts';
