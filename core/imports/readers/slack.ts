import type { ReadItem } from '../types.ts';
import { buildItem, lastOf, nameLine } from './item.ts';
import { isRecord, type Json, listOf, recordOf, textOf, timeOf } from './values.ts';

/** A day of a channel in a Slack export: messages with a time stamp each. */
export function isSlackDay(value: readonly unknown[]): boolean {
  const first = value.find(isRecord);
  return first !== undefined && first.type === 'message' && /^\d{9,11}\.\d+$/.test(textOf(first.ts));
}

/** `users.json`, `channels.json` and the like, which name what messages refer to. */
export function isSlackList(value: readonly unknown[], file: string): boolean {
  return (
    /^(?:users|channels|groups|dms|mpims)\.json$/i.test(lastOf(file)) &&
    typeof value.find(isRecord)?.id === 'string'
  );
}

/** What is known of an export besides its messages. */
export interface SlackNames {
  users: ReadonlyMap<string, string>;
  /** By the name of its folder: a channel's own id. */
  channels: ReadonlyMap<string, string>;
  /** By their ids. */
  channelNames: ReadonlyMap<string, string>;
  team: string;
}

export function slackNames(lists: readonly { file: string; value: readonly unknown[] }[]): SlackNames {
  const users = new Map<string, string>();
  const channels = new Map<string, string>();
  const called = new Map<string, number>();
  let team = '';
  for (const { file, value } of lists)
    for (const entry of value.filter(isRecord)) {
      const id = textOf(entry.id);
      if (lastOf(file).toLowerCase() === 'users.json') {
        const name = nameOf(entry);
        users.set(id, name);
        called.set(nameKey(name), (called.get(nameKey(name)) ?? 0) + 1);
        team ||= textOf(entry.team_id);
      } else channels.set(textOf(entry.name) || id, id);
    }
  // everybody chooses their own name there, also that of somebody else
  for (const [id, name] of users)
    if ((called.get(nameKey(name)) ?? 0) > 1 || name.trimEnd().endsWith(')')) users.set(id, withId(name, id));
  const channelNames = new Map([...channels].map(([name, id]) => [id, name]));
  return { users, channels, channelNames, team };
}

const nameKey = (name: string) => name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
const withId = (name: string, id: string) => `${nameLine(name, 150)} (${id})`;

function nameOf(user: Json): string {
  const profile = recordOf(user.profile);
  const names = [profile.display_name, profile.real_name, user.real_name, user.name, user.id].map(textOf);
  return names.find((name) => name.trim() !== '') ?? '';
}

/** Joining, leaving, topics, pins: told by the program. A bot speaks, and so does who shares something in a thread. */
const spoken = new Set(['bot_message', 'file_share', 'thread_broadcast', 'me_message', 'file_comment']);

/** One channel: its days in order. */
export function readSlackChannel(
  days: readonly { file: string; value: readonly unknown[] }[],
  channel: string,
  names: SlackNames,
): ReadItem {
  const file = days[0]?.file ?? channel;
  const builder = buildItem({
    format: 'slack',
    key: [names.team, names.channels.get(channel) ?? channel].join(' '),
    title: `#${channel}`,
    file,
  });
  const messages = days.flatMap(({ value }) => value.filter(isRecord));
  messages.sort((left, right) => Number(left.ts) - Number(right.ts));
  for (const message of messages) {
    const subtype = textOf(message.subtype);
    if (message.type !== 'message' || (subtype !== '' && !spoken.has(subtype))) {
      builder.leaveOut('service');
      continue;
    }
    builder.leaveOut('attachment', listOf(message.files).length);
    const text = plain(textOf(message.text), names);
    if (text.trim() === '' && listOf(message.files).length > 0) continue;
    builder.say({
      speaker: speakerOf(message, names),
      side: 'person',
      saidAt: timeOf(message.ts),
      text,
    });
  }
  return builder.item;
}

function speakerOf(message: Json, { users }: SlackNames): string {
  const id = textOf(message.user);
  const known = users.get(id);
  if (known) return known;
  const profile = recordOf(message.user_profile);
  const names = [message.username, profile.display_name, profile.real_name].map(textOf);
  const name = names.find((each) => each.trim() !== '');
  const ownId = id || textOf(message.bot_id);
  // a bot is called as it says in each message, and somebody without an entry in the list may be called like one who has one
  return name === undefined ? ownId || 'unknown' : withId(name, ownId || 'bot');
}

/** Slack's marks as one reads them: people and channels by name, links with their words, signs as themselves. */
function plain(text: string, { users, channelNames }: SlackNames): string {
  return text
    .replace(
      /<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>/g,
      (_, mark: string, target: string, label?: string) => {
        if (mark === '@') return `@${label || users.get(target) || target}`;
        if (mark === '#') return `#${label || channelNames.get(target) || target}`;
        if (mark === '!') return `@${label || target.split('^')[0]}`;
        return label && label !== target ? `${label} (${target})` : target;
      },
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
