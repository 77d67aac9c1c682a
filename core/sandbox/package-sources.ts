const loaders: Readonly<Record<string, () => Promise<{ default: string }>>> = {
  papaparse: () => import('guest-package:papaparse'),
  'date-fns': () => import('guest-package:date-fns'),
  diff: () => import('guest-package:diff'),
  'fast-xml-parser': () => import('guest-package:fast-xml-parser'),
  marked: () => import('guest-package:marked'),
  fflate: () => import('guest-package:fflate'),
  'simple-statistics': () => import('guest-package:simple-statistics'),
};

/** The text of a bundled package, loaded when it is first asked for; undefined for a name that is not in the list. */
export async function loadPackageSource(name: string): Promise<string | undefined> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  return load && (await load()).default;
}
