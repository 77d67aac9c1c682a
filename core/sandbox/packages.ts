/** A package that code in the sandbox can import. Its text is bundled from the devDependency of that version. */
interface SandboxPackage {
  name: string;
  version: string;
  licence: string;
  use: string;
}

/** Chosen by hand: pure JavaScript, permissive licence, kept up, no install script, nothing of Node's. docs/sandbox-packages.md says more. */
export const sandboxPackages: readonly SandboxPackage[] = [
  { name: 'papaparse', version: '5.7.1', licence: 'MIT', use: 'CSV' },
  { name: 'date-fns', version: '4.4.0', licence: 'MIT', use: 'dates' },
  { name: 'diff', version: '9.0.0', licence: 'BSD-3-Clause', use: 'text differences and patches' },
  { name: 'fast-xml-parser', version: '5.12.1', licence: 'MIT', use: 'XML' },
  { name: 'marked', version: '18.2.1', licence: 'MIT', use: 'markdown to HTML' },
  { name: 'fflate', version: '0.8.3', licence: 'MIT', use: 'zip and gzip' },
  { name: 'simple-statistics', version: '7.12.1', licence: 'ISC', use: 'statistics' },
];

/** The packages in one line, with versions. */
export function describePackages(): string {
  return sandboxPackages.map(({ name, version, use }) => `${name} ${version} (${use})`).join(', ');
}
