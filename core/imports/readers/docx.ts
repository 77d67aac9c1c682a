import { XMLParser } from 'fast-xml-parser';

/** An element as the parser gives it: one member with its name, whose value is its children; `:@` holds attributes. */
type Node = Readonly<Record<string, unknown>>;

/**
 * The text of a Word document's `word/document.xml` as markdown: headings, list entries, tables as rows. Comments, deleted words, notes
 * and pictures are not read. Throws where it is no XML.
 */
export function docxToMarkdown(xml: string): string {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    parseTagValue: false,
    // a document of Word's has no declarations of its own: nothing to expand
    processEntities: true,
    htmlEntities: false,
  });
  const blocks: string[] = [];
  for (const body of named(nodesOf(parser.parse(xml)), 'w:body')) readBlocks(body, blocks);
  return blocks.join('\n\n');
}

function readBlocks(nodes: readonly Node[], blocks: string[]): void {
  for (const node of nodes) {
    if ('w:p' in node) {
      const text = paragraph(nodesOf(node['w:p']));
      if (text.trim() !== '') blocks.push(text);
    } else if ('w:tbl' in node) blocks.push(table(nodesOf(node['w:tbl'])));
    else for (const children of childLists(node)) readBlocks(children, blocks);
  }
}

function paragraph(nodes: readonly Node[]): string {
  const properties = named(nodes, 'w:pPr').flat();
  const style = attribute(properties, 'w:pStyle');
  const text = words(nodes);
  const level = /^(?:heading|berschrift|titre)\s?(\d)/i.exec(style.replace(/^Ü/, ''))?.[1];
  if (level !== undefined) return `${'#'.repeat(Math.min(Number(level), 6))} ${text.trim()}`;
  if (/^title$/i.test(style)) return `# ${text.trim()}`;
  return properties.some((node) => 'w:numPr' in node) ? `- ${text.trim()}` : text;
}

function table(nodes: readonly Node[]): string {
  const rows = named(nodes, 'w:tr').map((row) =>
    named(row, 'w:tc').map((cell) => {
      const blocks: string[] = [];
      readBlocks(cell, blocks);
      return blocks.join(' ').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
    }),
  );
  return rows
    .map((cells, index) => {
      const line = `| ${cells.join(' | ')} |`;
      return index === 0 ? `${line}\n|${' --- |'.repeat(cells.length)}` : line;
    })
    .join('\n');
}

const unread = new Set(['w:pPr', 'w:rPr', 'w:del', 'w:moveFrom', 'mc:Fallback', 'w:instrText', ':@']);

function words(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) {
    if ('w:t' in node)
      text += nodesOf(node['w:t'])
        .map((each) => String(each['#text'] ?? ''))
        .join('');
    else if ('w:tab' in node) text += '\t';
    else if ('w:br' in node || 'w:cr' in node) text += '\n';
    else if ('w:noBreakHyphen' in node) text += '-';
    else for (const children of childLists(node)) text += words(children);
  }
  return text;
}

function childLists(node: Node): (readonly Node[])[] {
  return Object.entries(node)
    .filter(([name]) => !unread.has(name))
    .map(([, value]) => nodesOf(value));
}

/** The children of each element of this name, however deep it lies below the root elements. */
function named(nodes: readonly Node[], name: string): (readonly Node[])[] {
  return nodes.flatMap((node) =>
    name in node
      ? [nodesOf(node[name])]
      : 'w:document' in node
        ? named(nodesOf(node['w:document']), name)
        : [],
  );
}

function attribute(nodes: readonly Node[], name: string): string {
  const node = nodes.find((each) => name in each);
  const attributes = node?.[':@'];
  return typeof attributes === 'object' && attributes !== null
    ? String(Reflect.get(attributes, 'w:val') ?? '')
    : '';
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value : [];
}
