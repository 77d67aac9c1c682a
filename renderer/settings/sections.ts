/** Parts of the settings, in the order of the list; each is an address `/settings/NAME`. */
export const settingsSections = [
  'model',
  'budgets',
  'charter',
  'web',
  'programs',
  'servers',
  'appearance',
  'behaviour',
  'rules',
  'data',
  'shortcuts',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];
