import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleCommand, run, scratchFolder, start } from './command.ts';

let command: Awaited<ReturnType<typeof bundleCommand>>;
beforeAll(async () => {
  command = await bundleCommand();
}, 60_000);
afterAll(() => command.remove());

const steps = [
  {
    when: { last: 'user' },
    reply: { blocks: [{ tool_use: { name: 'read', input: { file_path: '/mnt/folders/notes/a.txt' } } }] },
  },
  {
    when: { last: 'tool_result', tool: 'read' },
    reply: {
      blocks: [
        { text: 'I write.' },
        {
          tool_use: { name: 'write', input: { file_path: '/mnt/folders/notes/report.md', content: 'alpha' } },
        },
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'write', is_error: false },
    reply: { blocks: [{ text: 'Written.' }] },
  },
  {
    when: { last: 'tool_result', tool: 'write', is_error: true },
    reply: { blocks: [{ text: 'I was not allowed.' }] },
  },
];

/** A data folder, a script, and a folder of the owner's. */
function prepare() {
  const home = scratchFolder();
  const notes = join(home, 'notes');
  mkdirSync(notes);
  writeFileSync(join(notes, 'a.txt'), 'alpha');
  const script = join(home, 'script.json');
  writeFileSync(script, JSON.stringify({ name: 'cli', steps }));
  return { home, notes, data: ['--data-dir', join(home, 'data')], model: ['--model', `rehearsal:${script}`] };
}

describe('holdfast', () => {
  it('says how it is called, and exits with 2 when called wrongly', async () => {
    expect(await run(command.file, ['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('holdfast serve'),
    });
    expect((await run(command.file, ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    const wrong = [
      [],
      ['dance'],
      ['run'],
      ['run', 'a', 'b'],
      ['run', 'x', '--write'],
      ['serve', '--port', 'x'],
      ['serve', '--nonsense'],
      ['audit', 'x'],
    ];
    for (const words of wrong)
      expect(await run(command.file, words), words.join(' ')).toMatchObject({ code: 2 });
    const missing = await run(command.file, ['run', 'x', '--model', 'rehearsal:/no/such/file']);
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('there is no file') });
    const keyless = { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '' };
    expect((await run(command.file, ['run', 'x', '--model', 'claude'], keyless)).err).toContain(
      'ANTHROPIC_API_KEY',
    );
  });
});

describe('holdfast run', () => {
  it('streams the answer, shows tool cards, and denies where nobody can be asked, and says so', async () => {
    const { notes, data, model } = prepare();
    const { code, out, err } = await run(command.file, [
      'run',
      'Write a report',
      '--folder',
      notes,
      '--write',
      ...data,
      ...model,
    ]);
    expect(out).toBe('I write.\nI was not allowed.\n');
    expect(err).toContain('> read {"file_path":"/mnt/folders/notes/a.txt"}');
    expect(err).toMatch(/< read ok .*alpha/);
    expect(err).toContain('+alpha');
    expect(err).toContain('Denied: there is nobody here to ask.');
    expect(code).toBe(0);
    expect(existsSync(join(notes, 'report.md'))).toBe(false);

    const id = /session (sesn_\w+)/.exec(err)?.[1] ?? '';
    const list = await run(command.file, ['sessions', ...data]);
    expect(list.out).toContain(`${id}  `);
    expect(list.out).toContain('Write a report');
    const exported = await run(command.file, ['export', id, ...data]);
    expect(exported.out).toContain('I was not allowed.');
    const events = (await run(command.file, ['export', id, '--format', 'jsonl', ...data])).out
      .trim()
      .split('\n');
    expect(JSON.parse(events[0] ?? '')).toMatchObject({ id });
    const memory = join(notes, '..', 'memory.jsonl');
    expect(
      await run(command.file, ['export', 'palace', '--format', 'jsonl', '--out', memory, ...data]),
    ).toMatchObject({ code: 0, out: '' });
    expect(
      readFileSync(memory, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toEqual(['holdfast.palace', ...Array(5).fill('drawer'), 'end']);
    expect(existsSync(`${memory}.holdfast-part`)).toBe(false);
    expect((await run(command.file, ['export', 'palace', ...data])).out).toContain('> Write a report');
    expect(await run(command.file, ['export', 'palace', '--room', 'room_none', ...data])).toMatchObject({
      code: 1,
      out: '',
    });
    expect(await run(command.file, ['export', id, '--room', 'room_none', ...data])).toMatchObject({
      code: 2,
    });
    const audit = await run(command.file, ['audit', 'verify', ...data]);
    expect(audit).toMatchObject({ code: 0, out: expect.stringContaining('Every chain holds.') });
    const doctor = await run(command.file, ['doctor', '--json', ...data]);
    expect(JSON.parse(doctor.out)).toMatchObject({ ok: true, status: { degraded: null } });
    expect((await run(command.file, ['export', 'sesn_none', ...data])).code).toBe(1);
  });
});

describe('holdfast serve', () => {
  it('is used by a script with the official SDK, and ends cleanly on SIGTERM', async () => {
    const { notes, data, model } = prepare();
    const server = start(command.file, ['serve', '--token', 'tok', ...data, ...model]);
    const ready = JSON.parse(await server.firstLine());
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: 'tok',
      pid: server.child.pid,
    });

    const client = new Anthropic({ baseURL: ready.url, apiKey: ready.token });
    const agent = await client.beta.agents.create({
      name: 'Writer',
      model: 'default',
      tools: [{ type: 'agent_toolset_20260401' }],
    });
    const environment = await client.beta.environments.create({ name: 'Here' });
    const session = await client.beta.sessions.create({ agent: agent.id, environment_id: environment.id });
    await fetch(`${ready.url}/holdfast/v1/sessions/${session.id}/folders`, {
      method: 'POST',
      headers: { authorization: 'Bearer tok' },
      body: JSON.stringify({ path: notes, access: 'read_write' }),
    });
    const stream = await client.beta.sessions.events.stream(session.id);
    await client.beta.sessions.events.send(session.id, {
      events: [{ type: 'user.message', content: [{ type: 'text', text: 'Write a report' }] }],
    });
    for await (const event of stream) {
      if (event.type !== 'session.status_idle') continue;
      if (event.stop_reason.type !== 'requires_action') break;
      const events = event.stop_reason.event_ids.map((tool_use_id) => ({
        type: 'user.tool_confirmation' as const,
        tool_use_id,
        result: 'allow' as const,
      }));
      await client.beta.sessions.events.send(session.id, { events });
    }
    expect(readFileSync(join(notes, 'report.md'), 'utf8')).toBe('alpha');

    const second = await run(command.file, ['sessions', ...data]);
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('Another Holdfast') });
    const open = await client.beta.sessions.events.stream(session.id);
    server.child.kill('SIGTERM');
    for await (const _ of open);
    expect(await server.ended).toMatchObject({ code: 0, err: '' });
    await expect(fetch(`${ready.url}/v1/agents`)).rejects.toThrow();
  });

  it('refuses a port that is taken', async () => {
    const [one, two] = [prepare(), prepare()];
    const first = start(command.file, ['serve', ...one.data, ...one.model]);
    const { url, token } = JSON.parse(await first.firstLine());
    expect(token.length).toBeGreaterThan(20);
    const port = new URL(url).port;
    const second = await run(command.file, ['serve', '--port', port, ...two.data, ...two.model]);
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining(`port ${port} is taken`) });
  });
});
