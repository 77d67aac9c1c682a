import { describe, expect, it } from 'vitest';
import { liveFrameSchema, storedEventSchema } from '../../../core/api/contract.ts';
import type { Access } from '../../../core/api/index.ts';
import { type House, openHouse, type Step, sayAlways, untilIdle } from './house.ts';
import { expectShape } from './sdk-schema.ts';

const inProcess: Access = { kind: 'in_process' };

interface Frame {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into frames freely
  data: any;
}

/** Reads frames until one fits `isLast`. The stream is open when this returns. */
async function openStream({ holdfast }: Pick<House, 'holdfast'>, path: string) {
  const response = await holdfast.fetch(new Request(`http://x${path}`), inProcess);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('no body');
  const frames: Frame[] = [];
  let rest = '';
  const until = async (isLast: (frame: Frame) => boolean): Promise<Frame[]> => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return frames;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
        if (event !== undefined && data !== undefined) frames.push({ event, data: JSON.parse(data) });
      }
      const last = frames.findIndex(isLast);
      if (last >= 0) {
        await reader.cancel();
        return frames.slice(0, last + 1);
      }
    }
  };
  return { status: response.status, until };
}

const isIdle = ({ event }: Frame) => event === 'session.status_idle';
const steps: Step[] = [
  { when: { last: 'user' }, reply: { blocks: [{ thinking: 'Hm.' }, { text: 'Good day to you.' }] } },
];

async function openSession(options: Parameters<typeof openHouse>[0] = { steps }) {
  const house = await openHouse(options);
  const { id } = (await house.api('/holdfast/v1/sessions', { body: {} })).body;
  const say = (content: string) => house.api(`/holdfast/v1/sessions/${id}/messages`, { body: { content } });
  return { ...house, id, say };
}

describe('the Managed Agents stream', () => {
  it('carries what happens after it opened, with previews where asked, in the SDK’s shapes', async () => {
    const house = await openSession();
    await house.say('before');
    await untilIdle(house, house.id);
    const path = `/v1/sessions/${house.id}/events/stream?event_deltas[]=agent.message&event_deltas[]=agent.thinking`;
    const stream = await openStream(house, path);
    await house.say('Hi');
    const frames = await stream.until(isIdle);
    for (const { event, data } of frames) {
      expect(event).toBe(data.type);
      expectShape('StreamEvent', data);
    }
    const messages = frames.filter(({ event }) => event === 'user.message').map(({ data }) => data);
    expect(messages).toMatchObject([{ processed_at: null }, { processed_at: expect.any(String) }]);
    expect(messages[0].id).toBe(messages[1].id);
    const started = frames.filter(({ event }) => event === 'event_start').map(({ data }) => data.event);
    const said = frames.find(({ event }) => event === 'agent.message')?.data;
    expect(started).toContainEqual({ type: 'agent.message', id: said.id });
    const deltas = frames
      .filter(({ event }) => event === 'event_delta')
      .map(({ data }) => data.delta.content.text);
    expect(deltas.join('')).toBe('Good day to you.');
    expect(said.content).toEqual([{ type: 'text', text: 'Good day to you.' }]);
  });

  it('has no previews and nothing of Holdfast’s own unless asked', async () => {
    const house = await openSession();
    const plain = await openStream(house, `/v1/sessions/${house.id}/events/stream`);
    const full = await openStream(house, `/v1/sessions/${house.id}/events/stream?holdfast=true`);
    await house.say('Hi');
    const frames = await plain.until(isIdle);
    expect(JSON.stringify(frames)).not.toContain('holdfast');
    expect(frames.some(({ event }) => event.startsWith('event_'))).toBe(false);
    expect(JSON.stringify(await full.until(isIdle))).toContain('"thinking":"Hm."');
    const wrong = await house.api(`/v1/sessions/${house.id}/events/stream?event_deltas[]=agent.tool_use`);
    expect(wrong.status).toBe(400);
    expect((await house.api('/v1/sessions/sesn_none/events/stream')).status).toBe(404);
  });

  it('ends with session.deleted when the session is deleted', async () => {
    const house = await openSession();
    const stream = await openStream(house, `/v1/sessions/${house.id}/events/stream`);
    await house.api(`/v1/sessions/${house.id}`, { method: 'DELETE' });
    const frames = await stream.until(() => false);
    expect(frames.map(({ event }) => event)).toEqual(['session.deleted']);
    expectShape('StreamEvent', frames[0]?.data);
  });
});

describe('the window’s stream', () => {
  it('replays from a position, then follows, and never misses or repeats', async () => {
    const house = await openSession({ steps: sayAlways('Yes.') });
    await house.say('one');
    await untilIdle(house, house.id);
    const { data } = (await house.api(`/holdfast/v1/sessions/${house.id}/events`)).body;
    const stream = await openStream(house, `/holdfast/v1/sessions/${house.id}/stream?after_seq=2`);
    await house.say('two');
    const frames = await stream.until((frame) => isIdle(frame) && frame.data.seq > data.length);
    const stored = frames.flatMap(({ data: value }) => storedEventSchema.safeParse(value).data ?? []);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 3));
    expect(stored.slice(0, data.length - 2)).toEqual(data.slice(2));
    const live = frames.filter(({ data: value }) => !storedEventSchema.safeParse(value).success);
    for (const frame of live) expect(liveFrameSchema.parse(frame.data).type).toBe(frame.event);
    expect(live.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['holdfast.queued', 'event_start', 'event_delta']),
    );
  });

  it('tells a window what to fetch again', async () => {
    const house = await openSession();
    const stream = await openStream(house, '/holdfast/v1/changes');
    await house.api(`/holdfast/v1/sessions/${house.id}`, { body: { title: 'Renamed' } });
    const frames = await stream.until(
      ({ data }) => data.topic === 'sessions' && data.session_id === house.id,
    );
    expect(frames.at(-1)?.event).toBe('change');
  });
});
