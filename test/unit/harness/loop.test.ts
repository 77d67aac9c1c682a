import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { type House, onMessage, onResult, openHouse } from './support.ts';

const again = { tool_use: { name: 'glob', input: { pattern: '*.md' } } };
/** A model that does nothing else, whatever it is told. */
const obstinate = [{ when: {}, reply: { blocks: [again] } }];

const notes = (events: SessionEvent[]) => events.filter((event) => event.type === 'holdfast.loop_noted');
const results = (events: SessionEvent[]) => events.filter((event) => event.type === 'agent.tool_result');
const run = (events: SessionEvent[]) => events.filter((event) => event.type === 'holdfast.tool_intent');

async function question(house: House): Promise<{ tool_use_id: string; question: string; options: string[] }> {
  const { data } = (await house.get('/holdfast/v1/questions')) as {
    data: { tool_use_id: string; question: string; options: string[] }[];
  };
  const [first] = data;
  if (!first) throw new Error('nothing is asked');
  return first;
}

describe('going in circles', () => {
  test('is noted, then a thought is demanded, then it stops and asks the owner', async () => {
    const house = await openHouse(obstinate);
    const sessionId = await house.session();
    await house.say(sessionId, 'find it');
    await house.idle(sessionId, 'requires_action');
    const events = await house.events(sessionId);
    expect(notes(events).map(({ level, kind }) => [level, kind])).toEqual([
      [1, 'repeat'],
      [2, 'repeat'],
      [3, 'repeat'],
    ]);
    // two more were asked for without the thought, and not run
    expect(run(events)).toHaveLength(4);
    expect(results(events).map((event) => event.holdfast?.details?.loop_guard ?? null)).toEqual([
      null,
      null,
      null,
      null,
      'think_first',
      'think_first',
    ]);
    const asked = await question(house);
    expect(asked).toMatchObject({
      question: expect.stringContaining('going in circles'),
      options: ['Go on', 'Stop'],
    });
    expect(events.at(-1)).toMatchObject({
      type: 'session.status_idle',
      stop_reason: { type: 'requires_action', event_ids: [asked.tool_use_id] },
    });
    expect(house.errors).toEqual([]);
  });

  test('after “Stop” the session rests and the model is not asked again', async () => {
    const house = await openHouse(obstinate);
    const sessionId = await house.session();
    await house.say(sessionId, 'find it');
    await house.idle(sessionId, 'requires_action');
    const requests = (events: SessionEvent[]) =>
      events.filter((event) => event.type === 'span.model_request_start').length;
    const before = requests(await house.events(sessionId));
    await house.post(`/holdfast/v1/questions/${(await question(house)).tool_use_id}`, { answer: 'Stop' });
    await house.idle(sessionId);
    expect(requests(await house.events(sessionId))).toBe(before);
  });

  test('after “Go on” it counts anew, in another process too, and the model reads who said what', async () => {
    const told = {
      when: { contains: 'owner’s answer: Go on' },
      reply: { blocks: [{ text: 'I see.' }, again] },
    };
    const first = await openHouse([told, ...obstinate]);
    const sessionId = await first.session();
    await first.say(sessionId, 'find it');
    await first.idle(sessionId, 'requires_action');
    await first.close();
    const second = await openHouse([told, ...obstinate], { dataDir: first.dataDir });
    await second.post(`/holdfast/v1/questions/${(await question(second)).tool_use_id}`, { answer: 'Go on' });
    await second.idle(sessionId, 'requires_action', 2);
    const events = await second.events(sessionId);
    expect(notes(events).map(({ level }) => level)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(run(events)).toHaveLength(8);
    expect(events.filter((event) => event.type === 'agent.message')).toHaveLength(1);
  });

  test('a model that thinks when it is told to, and then does something else, is left alone', async () => {
    const house = await openHouse([
      onMessage('find it', 'glob', { pattern: '*.md' }),
      {
        when: { contains: 'before the next tool call, think' },
        reply: { blocks: [{ tool_use: { name: 'think', input: { thought: 'There is no such file.' } } }] },
      },
      { when: { tool: 'think' }, reply: { blocks: [{ text: 'There are no such files.' }] } },
      ...obstinate,
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'find it');
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    expect(notes(events).map(({ level }) => level)).toEqual([1, 2]);
    expect(results(events).every((event) => event.is_error !== true)).toBe(true);
  });

  test('copies of one call in one answer are run five times and no more', async () => {
    const house = await openHouse([
      {
        when: { last: 'user', contains: 'find it' },
        reply: { blocks: Array.from({ length: 9 }, () => again) },
      },
      { when: {}, reply: { blocks: [{ text: 'Nothing there.' }] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'find it');
    await house.idle(sessionId);
    expect(run(await house.events(sessionId))).toHaveLength(5);
  });
});

describe('waiting', () => {
  test('is stopped at once by the owner', async () => {
    const house = await openHouse([
      onMessage('wait', 'wait', { seconds: 3600, reason: 'the build' }),
      onResult('Over.'),
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'wait');
    await house.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
    await house.post(`/holdfast/v1/sessions/${sessionId}/interrupt`, {});
    await house.idle(sessionId);
    expect(results(await house.events(sessionId))).toMatchObject([{ is_error: true }]);
  });

  test('goes on after a restart with what is left of it', async () => {
    const steps = [onMessage('wait', 'wait', { seconds: 2, reason: 'the build' }), onResult('It is over.')];
    const first = await openHouse(steps);
    const sessionId = await first.session();
    await first.say(sessionId, 'wait');
    await first.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
    await first.close();
    const second = await openHouse(steps, { dataDir: first.dataDir });
    await second.idle(sessionId);
    const events = await second.events(sessionId);
    expect(run(events)).toHaveLength(1);
    expect(results(events)).toMatchObject([{ content: [{ type: 'text', text: 'Waited 2 seconds.' }] }]);
  });

  test('looks with waits between them are no loop, in one answer too, where they come one after the other', async () => {
    const wait = { tool_use: { name: 'wait', input: { seconds: 1, reason: 'the build' } } };
    const house = await openHouse([
      { when: { last: 'user' }, reply: { blocks: [again] } },
      { when: { tool: 'wait' }, reply: { blocks: [{ text: 'Enough.' }] } },
      { when: { tool: 'glob' }, reply: { blocks: [wait, again, wait, again, wait, again] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'look');
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    expect(notes(events)).toEqual([]);
    const uses = new Map(events.flatMap((e) => (e.type === 'agent.tool_use' ? [[e.id, e.name]] : [])));
    const order = results(events).map((event) => uses.get(event.tool_use_id));
    expect(order).toEqual(['glob', 'wait', 'glob', 'wait', 'glob', 'wait', 'glob']);
  });
});
