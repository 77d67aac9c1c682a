import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, parse, resolve } from 'node:path';
import { type Import, type ImportItem, importSummarySchema } from '../../api/contract.ts';
import { dataOptions, parseCommand, UsageError } from '../arguments.ts';
import type { ApiClient } from '../client.ts';
import { withHouse } from '../open.ts';
import { oneLine, type Terminal, visible } from '../terminal.ts';

const options = {
  ...dataOptions,
  wing: { type: 'string' },
  trust: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * `holdfast import FILE…`: documents and exports of chats. Prints what was found and stops; with `--yes` it becomes memory. Exit code 0:
 * read, or taken; 1: nothing could be read.
 */
export async function importCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommand(words, options);
  if (positionals.length === 0) throw new UsageError('the files are missing');
  const files = (await Promise.all(apart(positionals).map(filesAt))).flat();
  return withHouse({ dataDir: values['data-dir'] }, terminal, async ({ client }) => {
    const { id } = await client.call('beginImport', {
      body: values.wing === undefined ? {} : { wing: values.wing },
    });
    const of = { parameters: { id } };
    for (const { path, name } of files)
      await client.send(
        `/palace/imports/${id}/files?path=${encodeURIComponent(name)}`,
        createReadStream(path),
        importSummarySchema,
      );
    let read = await past(client, id, 'reading', () => client.call('readImport', of));
    if (read.state === 'failed') throw new Error(`${read.error?.message} ${read.error?.next_step}`);
    if (values.trust !== undefined)
      read = await client.call('chooseImport', { ...of, body: { speakers: vouchedFor(read, values.trust) } });
    if (values.json) terminal.out(`${JSON.stringify(read)}\n`);
    else terminal.out(reviewOf(read));
    if (!read.items.some(({ take }) => take)) {
      terminal.say('There is nothing new to take.\n');
      return read.items.length === 0 ? 1 : 0;
    }
    if (!values.yes) {
      terminal.say(
        'Nothing was taken. Say --yes to make it memory, --trust NAME for words that are yours; where several exports have that name, --trust EXPORT:NAME.\n',
      );
      return 0;
    }
    const done = await past(client, id, 'taking', () => client.call('takeImport', of));
    if (done.taken === null) throw new Error(`${done.error?.message} ${done.error?.next_step}`);
    const { messages, conversations, known, forgotten, redacted } = done.taken;
    terminal.say(
      `Taken into the wing ${visible(done.wing)}: ${messages} messages of ${conversations} conversations and documents; ${known} were there, ${forgotten} had been forgotten, ${redacted} secrets were redacted.\n`,
    );
    return 0;
  });
}

/** Two files of one name from different folders are two exports, and are called so. */
function apart(paths: readonly string[]): { path: string; name: string }[] {
  const counts = new Map<string, number>();
  return paths.map((path) => {
    const name = basename(resolve(path));
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const { name: stem, ext } = parse(name);
    return { path, name: count === 1 ? name : `${stem} (${count})${ext}` };
  });
}

async function filesAt({
  path,
  name,
}: {
  path: string;
  name: string;
}): Promise<{ path: string; name: string }[]> {
  if (!(await stat(path)).isDirectory()) return [{ path, name }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => {
      const whole = join(entry.parentPath, entry.name);
      return {
        path: whole,
        name: `${name}${whole.slice(path.replace(/[\\/]+$/, '').length).replaceAll('\\', '/')}`,
      };
    })
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** Begins something and resolves with the import once it is past this state: told by the changes, not by asking again and again. */
async function past(
  client: ApiClient,
  id: string,
  state: Import['state'],
  begin: () => Promise<unknown>,
): Promise<Import> {
  const enough = new AbortController();
  const frames = client.frames('/changes', enough.signal);
  const next = () => {
    const heard = frames.next();
    // the last one is never waited for
    heard.catch(() => {});
    return heard;
  };
  try {
    let heard = next();
    await begin();
    for (;;) {
      const { data } = await client.call('listImports');
      if (data.find((each) => each.id === id)?.state !== state)
        return await client.call('getImport', { parameters: { id } });
      await heard;
      heard = next();
    }
  } finally {
    enough.abort();
  }
}

type Speaker = Import['speakers'][number];

/** What one may call a speaker, the shortest first: their name alone is somebody in each export that has it. */
const namesOf = ({ name, export: from }: Speaker): string[] => [
  name,
  `${from.name}:${name}`,
  `${from.format}:${from.name}:${name}`,
];

/** Those whose words may be the owner's, each with the shortest name that nobody else has. */
function trustable({ speakers }: Import): { speaker: Speaker; called: string }[] {
  const theirs = speakers.filter(({ side }) => side !== 'assistant');
  const counts = new Map<string, number>();
  for (const name of theirs.flatMap((each) => [...new Set(namesOf(each))]))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return theirs.map((speaker) => {
    const names = namesOf(speaker);
    return { speaker, called: names.find((name) => counts.get(name) === 1) ?? names.at(-1) ?? '' };
  });
}

/** Vouching is for each export: a name that several have is nobody's until the export is said, too. */
function vouchedFor(read: Import, names: readonly string[]) {
  const all = trustable(read);
  return names.map((wanted) => {
    const found = all.filter(({ speaker }) => namesOf(speaker).includes(wanted));
    const [one, ...others] = found;
    const choices = (some: typeof all) =>
      some
        .slice(0, 20)
        .map(({ called }) => visible(called))
        .join(', ');
    if (!one)
      throw new UsageError(
        `--trust: nobody called ${visible(wanted)} speaks there whose words can be yours (${choices(all)})`,
      );
    if (others.length > 0)
      throw new UsageError(
        `--trust: ${visible(wanted)} speaks in several exports, and may be somebody else in each; say which: ${choices(found)}`,
      );
    const { name, side, export: from } = one.speaker;
    return { export: from.id, name, side, trust: 'owner' as const };
  });
}

function reviewOf(read: Import): string {
  const lines = read.items.map(lineOf);
  const speakers = trustable(read);
  if (speakers.length > 0) lines.push('  Whose words can be yours (--trust):');
  for (const { speaker, called } of speakers.slice(0, 20))
    lines.push(
      `    ${visible(called)}, ${speaker.messages} messages${speaker.trust === 'owner' ? ' (yours)' : ''}`,
    );
  if (speakers.length > 20) lines.push(`    and ${speakers.length - 20} more`);
  for (const { file, line, why, count } of read.problems)
    lines.push(
      `  ! ${visible(oneLine(file, 100))}${line === null ? '' : `, line ${line}`}: ${why.replaceAll('_', ' ')}${count === 1 ? '' : ` (${count} times)`}`,
    );
  if (read.more_problems > 0) lines.push(`  ! and ${read.more_problems} more`);
  if (read.unread_files > 0) lines.push(`  ! ${read.unread_files} files without words in them`);
  return `${lines.join('\n')}\n`;
}

function lineOf(item: ImportItem): string {
  const when =
    item.from === null ? '' : `, ${item.from.slice(0, 10)} to ${(item.to ?? item.from).slice(0, 10)}`;
  const speakers = item.speakers.slice(0, 5).map(({ name, messages }) => `${visible(name)} ${messages}`);
  const notes = [
    item.known > 0 ? `${item.known} known` : '',
    item.forgotten > 0 ? `${item.forgotten} forgotten` : '',
    item.secrets > 0 ? `${item.secrets} with secrets` : '',
    item.hidden > 0 ? `${item.hidden} hidden characters` : '',
    item.wording.length > 0 ? 'written like commands' : '',
    ...item.left_out.map(({ kind, count }) => `${count} ${kind.replaceAll('_', ' ')} left out`),
  ].filter((note) => note !== '');
  return `${item.take ? '+' : '-'} ${item.format.padEnd(11)} ${visible(oneLine(item.title, 60))} (${visible(oneLine(item.file, 60))})
    ${item.messages} messages${when}: ${speakers.join(', ')}${notes.length > 0 ? `\n    ${notes.join(', ')}` : ''}`;
}
