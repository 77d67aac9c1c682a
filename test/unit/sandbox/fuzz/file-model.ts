import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A small file system in memory: what a POSIX disk would do, written down once more, to compare the real one with. */
export type Node =
  | { kind: 'file'; content: string }
  | { kind: 'link'; target: string }
  | { kind: 'folder'; children: Map<string, Node> };
export type Folder = Extract<Node, { kind: 'folder' }>;

/** The model's name for the folder that holds both the granted folder and what lies outside. */
export const world = '/world';

export const emptyFolder = (): Folder => ({ kind: 'folder', children: new Map() });

/** Puts the model on the disk below `base`. */
export function build(folder: Folder, base: string, at = base): void {
  mkdirSync(at, { recursive: true });
  for (const [name, node] of folder.children) {
    const path = join(at, name);
    if (node.kind === 'folder') build(node, base, path);
    else if (node.kind === 'file') writeFileSync(path, node.content);
    else
      symlinkSync(node.target.startsWith(world) ? base + node.target.slice(world.length) : node.target, path);
  }
}

/** What is on the disk, or in the model, as lines to compare. Folders count where `withFolders`. */
export function linesOfDisk(path: string, withFolders: boolean, inside = ''): string[] {
  return readdirSync(path).flatMap((name) => {
    const at = join(path, name);
    const status = lstatSync(at);
    if (status.isDirectory())
      return [
        ...(withFolders ? [`${inside}${name}/`] : []),
        ...linesOfDisk(at, withFolders, `${inside}${name}/`),
      ];
    return [
      `${inside}${name} ${status.isSymbolicLink() ? `-> ${readlinkSync(at)}` : readFileSync(at, 'utf8')}`,
    ];
  });
}

export function linesOfModel(folder: Folder, base: string, withFolders: boolean, inside = ''): string[] {
  return [...folder.children].flatMap(([name, node]) => {
    if (node.kind === 'folder')
      return [
        ...(withFolders ? [`${inside}${name}/`] : []),
        ...linesOfModel(node, base, withFolders, `${inside}${name}/`),
      ];
    if (node.kind === 'file') return [`${inside}${name} ${node.content}`];
    return [
      `${inside}${name} -> ${node.target.startsWith(world) ? base + node.target.slice(world.length) : node.target}`,
    ];
  });
}

/** Where a path ends when every link on it is followed: real names from the top, or undefined when it leads nowhere. */
export function realNames(top: Folder, path: readonly string[]): string[] | undefined {
  const pending = [...path];
  let names: string[] = [];
  let hops = 0;
  while (pending.length > 0) {
    const name = pending.shift() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      names.pop();
      continue;
    }
    const here = nodeAt(top, names);
    const node = here?.kind === 'folder' ? here.children.get(name) : undefined;
    if (!node) return undefined;
    if (node.kind === 'link') {
      hops += 1;
      if (hops > 40) return undefined;
      if (node.target.startsWith('/')) {
        if (!node.target.startsWith(`${world}/`)) return undefined;
        names = [];
      }
      pending.unshift(...node.target.replace(world, '').split('/'));
      continue;
    }
    if (node.kind === 'file' && pending.some((each) => each !== '')) return undefined;
    names.push(name);
  }
  return names;
}

/** The node at real names; no links are followed. */
export function nodeAt(top: Folder, names: readonly string[]): Node | undefined {
  let node: Node | undefined = top;
  for (const name of names) node = node?.kind === 'folder' ? node.children.get(name) : undefined;
  return node;
}
