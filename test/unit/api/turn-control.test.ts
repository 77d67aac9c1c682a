import { describe, expect, it } from 'vitest';
import { liveFrameSchema } from '../../../core/api/contract.ts';
import { type House, openHouse, type Step, untilIdle } from './house.ts';

const steps: Step[] = [
  {
    when: { last: 'user' },
    reply: {
      blocks: [
        { thinking: 'Let me see what is asked.' },
        { text: 'one two three four five six seven eight nine ten' },
      ],
      delay_ms: 60,
    },
  },
];

/** Reads the frames of a stream until one fits. */
async function readUntil({ holdfast }: House, path: string, fits: (event: string) => boolean) {
  const response = await holdfast.fetch(new Request(`http://x${path}`), { kind: 'in_process' });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const frames: { event: string; data: Record<string, unknown> }[] = [];
  let rest = '';
  for (;;) {
    const { value = '', done } = (await reader?.read()) ?? { done: true };
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
      if (event !== undefined && data !== undefined) frames.push({ event, data: JSON.parse(data) });
    }
    if (done || frames.some(({ event }) => fits(event))) {
      await reader?.cancel();
      return frames;
    }
  }
}

/** A session in the middle of its answer: words have been streamed and more are to come. */
async function inTheMiddle() {
  const house = await openHouse({ steps });
  const { id } = (await house.api('/holdfast/v1/sessions', { body: {} })).body;
  const heard = new Promise<void>((resolve) => {
    let words = 0;
    house.holdfast.log.listen(id, (feed) => {
      if (feed.kind === 'live' && feed.event.type === 'event_delta') words += 1;
      if (words === 3) resolve();
    });
  });
  await house.api(`/holdfast/v1/sessions/${id}/messages`, { body: { content: 'Count' } });
  await heard;
  return { house, id };
}

type Frames = Awaited<ReturnType<typeof readUntil>>;
const spoken = (frames: Frames) =>
  frames
    .filter(({ event }) => event === 'event_delta')
    .map(({ data }) => (data.delta as { content: { text: string } }).content.text)
    .join('');
const starts = (frames: Frames) =>
  frames
    .filter(({ event }) => event === 'event_start')
    .map(({ data }) => (data.event as { type: string }).type);
const isMessage = (event: string) => event === 'agent.message';

describe('a stream that is opened in the middle of a message', () => {
  it('begins with what was said so far, and nothing is missing or said twice', async () => {
    const { house, id } = await inTheMiddle();
    const frames = await readUntil(house, `/holdfast/v1/sessions/${id}/stream`, isMessage);
    expect(spoken(frames)).toBe('one two three four five six seven eight nine ten');
    expect(starts(frames)).toEqual(['agent.thinking', 'agent.message']);
    for (const { data } of frames) if (!('seq' in data)) liveFrameSchema.parse(data);
    await untilIdle(house, id);
    expect(house.holdfast.log.partial(id)).toEqual([]);
  });

  it('does so for Managed Agents clients that asked for previews', async () => {
    const { house, id } = await inTheMiddle();
    const path = `/v1/sessions/${id}/events/stream?event_deltas[]=agent.message`;
    const frames = await readUntil(house, path, isMessage);
    expect(spoken(frames)).toBe('one two three four five six seven eight nine ten');
    expect(starts(frames)).toEqual(['agent.message']);
  });

  it('keeps nothing of an answer that was stopped', async () => {
    const { house, id } = await inTheMiddle();
    await house.api(`/holdfast/v1/sessions/${id}/interrupt`, { method: 'POST' });
    await untilIdle(house, id);
    expect(house.holdfast.log.partial(id)).toEqual([]);
  });
});

describe('a client’s token', () => {
  async function twoSessions() {
    const house = await openHouse({ steps });
    const agent = (await house.api('/v1/agents', { body: { name: 'A', model: 'default' } })).body;
    const environment = (await house.api('/v1/environments', { body: { name: 'E' } })).body;
    const body = { agent: agent.id, environment_id: environment.id };
    const mine = (await house.client('/v1/sessions', { body })).body.id as string;
    const owners = (await house.api('/v1/sessions', { body })).body.id as string;
    return { house, mine, owners };
  }
  const message = { events: [{ type: 'user.message', content: [{ type: 'text', text: 'Hi' }] }] };

  it('reaches the sessions it made, and no other on any route', async () => {
    const { house, mine, owners } = await twoSessions();
    const routes = (id: string): [string, object?, string?][] => [
      [`/v1/sessions/${id}`],
      [`/v1/sessions/${id}`, { title: 'X' }],
      [`/v1/sessions/${id}/events`],
      [`/v1/sessions/${id}/events`, message],
      [`/v1/sessions/${id}/events/stream`],
      [`/v1/sessions/${id}/archive`, {}],
      [`/v1/sessions/${id}`, undefined, 'DELETE'],
      [`/holdfast/v1/sessions/${id}`],
      [`/holdfast/v1/sessions/${id}`, { title: 'X' }],
      [`/holdfast/v1/sessions/${id}/events`],
      [`/holdfast/v1/sessions/${id}/stream`],
      [`/holdfast/v1/sessions/${id}/messages`, { content: 'Hi' }],
      [`/holdfast/v1/sessions/${id}/queue`],
      [`/holdfast/v1/sessions/${id}/interrupt`, {}],
      [`/holdfast/v1/sessions/${id}/pause`, {}],
      [`/holdfast/v1/sessions/${id}/fork`, { seq: 1 }],
      [`/holdfast/v1/sessions/${id}/folders`],
      [`/holdfast/v1/sessions/${id}/workspace`],
      [`/holdfast/v1/sessions/${id}/workspace/file?path=/workspace/a`],
    ];
    for (const [path, body, method] of routes(owners)) {
      const answer = await house.client(path, { ...(body ? { body } : {}), ...(method ? { method } : {}) });
      expect([path, answer.status, answer.body.error?.type]).toEqual([path, 404, 'not_found_error']);
    }
    expect((await house.holdfast.log.read({ sessionId: owners })).length).toBe(0);
    expect((await house.client(`/v1/sessions/${mine}`)).status).toBe(200);
    expect((await house.client(`/v1/sessions/${mine}/events`, { body: message })).status).toBe(200);
    await untilIdle(house, mine);
    expect((await house.client(`/holdfast/v1/sessions/${mine}/events`)).body.data.length).toBeGreaterThan(0);
  });

  it('lists its own only; the owner sees all, with who made them', async () => {
    const { house, mine, owners } = await twoSessions();
    const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id).sort();
    expect(ids((await house.client('/v1/sessions')).body)).toEqual([mine]);
    expect(ids((await house.client('/holdfast/v1/sessions')).body)).toEqual([mine]);
    expect(ids((await house.client('/holdfast/v1/sessions?query=a')).body)).toEqual([]);
    expect(ids((await house.owner('/v1/sessions')).body)).toEqual([mine, owners].sort());
    const rows = (await house.window('/holdfast/v1/sessions')).body.data as {
      id: string;
      created_by: string | null;
    }[];
    expect(rows.find(({ id }) => id === owners)?.created_by).toBe(null);
    expect(rows.find(({ id }) => id === mine)?.created_by).toMatch(/^client:[0-9a-f]{16}$/);
  });

  it('may not stop everything, hear of everything, or read the owner’s rules', async () => {
    const { house } = await twoSessions();
    expect((await house.client('/holdfast/v1/stop-all', { method: 'POST' })).status).toBe(403);
    expect((await house.client('/holdfast/v1/changes')).status).toBe(403);
    expect((await house.client('/holdfast/v1/rules')).status).toBe(403);
    expect(
      (await house.client('/holdfast/v1/settings/model/fallback', { body: { model: 'x' } })).status,
    ).toBe(403);
  });
});
