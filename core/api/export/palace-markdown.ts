import type { ExportedDrawer, ExportHead, Fact } from '../../palace/index.ts';
import { oneLine, quote } from './markdown-parts.ts';

const who = { owner: 'Owner', agent: 'Agent', tool: 'Tool', other: 'Somebody' } as const;
const labels = { owner: 'the owner’s words', agent: 'the agent’s words', untrusted: 'from outside' } as const;

/** What the file is of, in a line. */
export function placeInWords({ wing, room, drawers }: ExportHead): string {
  const place = [wing?.name, room?.name].filter((name) => name !== undefined).map(oneLine);
  const count = `${drawers} ${drawers === 1 ? 'drawer' : 'drawers'}`;
  return place.length === 0 ? count : `${place.join(', ')}: ${count}`;
}

/** The memory as a document: drawers in the order in which they came in, each with where it comes from; a heading where the room changes. */
export async function* palaceMarkdown(
  head: ExportHead,
  exportedAt: string,
  drawers: AsyncIterable<ExportedDrawer>,
): AsyncGenerator<string> {
  yield `# Memory\n\n${placeInWords(head)}, exported ${exportedAt}.\n`;
  let place = '';
  for await (const exported of drawers) {
    const { wing, room } = exported.drawer;
    const heading = `${oneLine(wing.name)} › ${oneLine(room.name)}`;
    if (heading !== place) yield `\n## ${heading}\n`;
    place = heading;
    yield `\n${sectionOf(exported)}\n`;
  }
}

function sectionOf(exported: ExportedDrawer): string {
  const { drawer, hall } = exported;
  const { source } = drawer;
  const speaker = source.speaker === null ? who[drawer.author] : oneLine(source.speaker);
  const lines = [
    `*${[source.tool === null ? source.kind : `${source.kind} of ${source.tool}`, labels[drawer.trust], hall].filter((part) => part !== null).join(' · ')}*`,
    `*From “${oneLine(source.session_title)}”, event ${source.seq} (\`${drawer.id}\`).*`,
    exported.hall_set_at === null ? null : `*Put into its hall by the owner, ${exported.hall_set_at}.*`,
    exported.pinned_at === null ? null : `*Pinned ${exported.pinned_at}.*`,
    exported.replaces.length === 0 ? null : `*Stands in the place of ${ids(exported.replaces)}.*`,
    exported.replaced_by === null
      ? null
      : `*Replaced ${exported.replaced_at ?? ''} by ${ids([exported.replaced_by])}.*`,
    ...exported.facts.map(factLine),
  ];
  const beside = lines.filter((line) => line !== null).join('  \n');
  return `### ${speaker} · ${drawer.created_at}\n\n${quote(drawer.text)}\n\n${beside}`;
}

const ids = (list: readonly string[]) => list.map((id) => `\`${id}\``).join(', ');

function factLine(fact: Fact): string {
  const about = `${oneLine(fact.subject_name)}, ${fact.predicate.replace(/^attribute:/, '').replaceAll('_', ' ')}: ${oneLine(fact.object)}`;
  const from = fact.valid_from ?? `learned ${fact.learned_at}`;
  return `*Fact: ${about} (from ${from}${fact.valid_to === null ? '' : ` to ${fact.valid_to}`}).*`;
}
