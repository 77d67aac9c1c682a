import { Parser } from 'htmlparser2';

/** A longer page is a book or an attack: its structure is not worth the time and the memory. */
const mostCharacters = 20_000_000;
/** Of tags, and of attributes: each becomes some objects of a tree, one kilobyte and more. */
const mostNodes = 200_000;
/** Every element is looked at with all that is in it, so time goes by depth as well. Honest pages stay below 100. */
const mostDepth = 256;
/** A longer gap says no more, and patterns that look for the end of a text try each of its places. */
const longestGap = 200;

/** Whether a page is small enough to be made into a tree, and its elements lie in each other no deeper than somebody writes them. */
export function isPageSized(html: string): boolean {
  if (html.length > mostCharacters) return false;
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    tags += 1;
    if (tags > mostNodes) return false;
  }
  return isSimple(html);
}

/** Told by the tree's own parser, before the tree: its time goes by depth, too. */
function isSimple(html: string): boolean {
  const enough = new RangeError('too deep, or too many attributes');
  let [depth, attributes] = [0, 0];
  const parser = new Parser({
    onattribute() {
      attributes += 1;
      if (attributes > mostNodes) throw enough;
    },
    onopentag() {
      depth += 1;
      if (depth > mostDepth) throw enough;
    },
    onclosetag() {
      depth -= 1;
    },
  });
  try {
    parser.end(html);
    return true;
  } catch (caught) {
    if (caught === enough) return false;
    throw caught;
  }
}

/** What is used of a tree's nodes; core knows no DOM. */
interface TreeNode {
  nodeType: number;
  nodeName: string;
  data?: string;
  firstChild: TreeNode | null;
  nextSibling: TreeNode | null;
  parentNode: TreeNode | null;
  remove?(): void;
}

const textNode = 3;

/** Shortens gaps in a tree's texts that are too long, also over several nodes. */
export function shortenGaps(root: unknown): void {
  // the shape of every tree's nodes
  let node = root as TreeNode | null;
  let gap = 0;
  while (node) {
    if (node.nodeType === textNode && typeof node.data === 'string') {
      const kept = shortened(node.data, gap);
      gap = kept.gap;
      if (kept.text.length < node.data.length) node.data = kept.text;
    }
    let next: TreeNode | null = node.firstChild;
    const isBreak = node.nodeName === 'BR';
    if (isBreak) gap += 1;
    const spare: TreeNode | null = isBreak && gap > longestGap ? node : null;
    for (let at: TreeNode | null = node; !next && at; at = at.parentNode) next = at.nextSibling;
    spare?.remove?.();
    node = next;
  }
}

function shortened(text: string, before: number): { text: string; gap: number } {
  let gap = before;
  const kept = text.replaceAll(/\s+|\S+/g, (part) => {
    if (/\S/.test(part[0] ?? '')) {
      gap = 0;
      return part;
    }
    const free = Math.max(0, longestGap - gap);
    gap += part.length;
    return part.slice(0, free);
  });
  return { text: kept, gap };
}
