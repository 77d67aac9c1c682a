/** Parts of the settings, in the order of the list; each is an address `/settings/NAME`. */
export const settingsSections = [
  'model',
  'budgets',
  'charter',
  'web',
  'programs',
  'servers',
  'vaults',
  'secrets',
  'network',
  'recall',
  'appearance',
  'behaviour',
  'rules',
  'safety',
  'data',
  'self-test',
  'shortcuts',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];
