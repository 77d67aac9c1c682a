import { proposeGrants, readIntents } from '../../../core/gate/grants/propose.ts';
import type { CallGrant, Effect, GrantableTool } from '../../../core/gate/index.ts';
import { valuesOf } from '../../../core/gate/origins/call-values.ts';
import { readOwnerText } from '../../../core/gate/origins/owner-words.ts';
import { SourceIndex } from '../../../core/gate/origins/source-index.ts';
import { normalise } from '../../../core/gate/origins/text.ts';
import { traceValue, type ValueTrace } from '../../../core/gate/origins/trace.ts';
import { type OriginVerdict, weighOrigins } from '../../../core/gate/weigh.ts';

const tool = (
  name: string,
  description: string,
  effect: Effect,
  sinks: readonly string[],
  payload: readonly string[] = [],
): GrantableTool => ({
  name,
  description,
  labels: { effect, sinks, payload, reversibility: 'compensable' },
  parameters: [...sinks, ...payload],
});

/** An office: mail, files, calendar, a bank, a chat. */
export const office: readonly GrantableTool[] = [
  tool('send_email', 'Sends an email.', 'egress', ['recipients'], ['subject', 'body']),
  tool('delete_file', 'Deletes a file.', 'destructive', ['file_id']),
  tool('append_to_file', 'Appends to a file.', 'local', ['file_id'], ['content']),
  tool('create_event', 'Creates a calendar event.', 'local', ['participants'], ['title', 'start']),
  tool('send_money', 'Sends money.', 'money', ['recipient'], ['amount', 'subject']),
  tool('invite_user', 'Invites a user to the team.', 'account', ['name', 'email']),
  tool('add_user_to_channel', 'Adds a user to a channel.', 'account', ['user', 'channel']),
  tool('get_webpage', 'Reads a web page.', 'egress', ['url']),
];

/** What a tool gave back. */
export interface Output {
  tool?: string;
  args?: Record<string, unknown>;
  label?: 'trusted' | 'untrusted';
  text: string;
}

export interface Scene {
  said: string;
  read?: readonly Output[];
  /** Which of the proposals the owner leaves on; all when left out. */
  grants?: 'all' | 'none' | readonly CallGrant[];
}

/** Weighs one call in a session in which the owner said this and tools gave back that. */
export function weigh(scene: Scene, name: string, input: Record<string, unknown>): OriginVerdict {
  const grants =
    scene.grants === 'none'
      ? []
      : scene.grants === undefined || scene.grants === 'all'
        ? proposeGrants(scene.said, office).map((grant, at) => ({ ...grant, id: `grant_${at}` }))
        : scene.grants;
  const called = office.find((each) => each.name === name);
  if (!called) throw new Error(`no tool ${name}`);
  return weighOrigins({
    tool: called,
    effect: called.labels.effect,
    traces: trace(scene, input),
    isCut: false,
    grants,
    intents: readIntents(scene.said, office),
    ...tracingOf(scene),
    ranBefore: 0,
    ownPaths: ['/home/me/.holdfast'],
  });
}

/** Traces a call's values in such a session. */
export function trace(scene: Scene, input: Record<string, unknown>): ValueTrace[] {
  return valuesOf(input).map(({ path, argument, value }) =>
    traceValue(tracingOf(scene), path, argument, value),
  );
}

function tracingOf({ said, read = [] }: Scene) {
  const index = new SourceIndex();
  const words = [readOwnerText('sevt_owner', said)];
  read.forEach(({ tool: name = 'read_inbox', args = {}, label = 'untrusted', text }, at) => {
    const values = valuesOf(args);
    const tainted = values
      .map(({ path, argument, value }) => traceValue({ said: words, index }, path, argument, value))
      .filter(({ origin }) => origin === 'untrusted' || origin === 'model')
      .map(({ value }) => normalise(value));
    index.add({
      eventId: `sevt_${at}`,
      tool: name,
      label,
      text,
      askedFor: values.map(({ value }) => value),
      tainted,
    });
  });
  return { said: words, index };
}
