/** What a call is about, in one line: a path, a pattern, words. */
export interface ToolTarget {
  text: string;
  isCode: boolean;
}

/** Where a virtual path lies for the owner: `/mnt/folders/sales/x.md` is `sales/x.md`. */
export function shortPath(path: string): string {
  return path.replace(/^\/mnt\/(?:folders|session)\//, '').replace(/^\/(?=workspace\/)/, '');
}

function field(input: Readonly<Record<string, unknown>>, ...names: string[]): string | null {
  for (const name of names) {
    const value = input[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** The line beside a tool's name. Null where the arguments say nothing that fits. */
export function targetOf(name: string, input: Readonly<Record<string, unknown>>): ToolTarget | null {
  if (name === 'run_code') return null;
  const command = name === 'bash' || name === 'run_command' ? field(input, 'command') : null;
  if (command !== null) return { text: firstLine(command), isCode: true };
  const path = field(input, 'file_path', 'path');
  const pattern = field(input, 'pattern');
  if (pattern !== null) {
    const place =
      path === null || path === '/mnt/folders' || path === '/workspace' ? '' : ` · ${shortPath(path)}`;
    return { text: `${pattern}${place}`, isCode: true };
  }
  if (path !== null) return { text: shortPath(path), isCode: true };
  const words = field(input, 'query', 'reason', 'text', 'thought', 'content', 'url', 'command');
  if (words !== null) return { text: firstLine(words), isCode: false };
  const [first] = Object.values(input).filter((value) => typeof value === 'string');
  return typeof first === 'string' ? { text: firstLine(first), isCode: false } : null;
}

const languages: Readonly<Record<string, string>> = {
  css: 'css', csv: 'csv', html: 'html', js: 'javascript', json: 'json', jsx: 'jsx', md: 'markdown', mjs: 'javascript',
  py: 'python', rs: 'rust', sh: 'bash', sql: 'sql', toml: 'toml', ts: 'typescript', tsx: 'tsx', xml: 'xml', yaml: 'yaml', yml: 'yaml',
}; // biome-ignore format: a table

/** The language to colour a file's text in; empty: none. */
export function languageOf(path: string): string {
  return languages[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? '';
}
