import Anthropic from '@anthropic-ai/sdk';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../core/cli/listener.ts';
import { openHouse, type Step, sayAlways, tokens, untilIdle } from './house.ts';

/** The house over real HTTP, the official client of its owner, and a stranger's. */
async function serve(steps: Step[] = sayAlways('Hi.')) {
  const house = await openHouse({ steps });
  const listener = await listen((request, access) => house.holdfast.fetch(request, access), {
    port: 0,
    tokens,
  });
  onTestFinished(() => listener.close());
  const clientOf = (apiKey: string) => new Anthropic({ baseURL: listener.url, apiKey, maxRetries: 0 });
  const client = clientOf('owner-token');
  const agent = await client.beta.agents.create({
    name: 'Clerk',
    model: 'default',
    tools: [{ type: 'agent_toolset_20260401' }],
  });
  const environment = await client.beta.environments.create({ name: 'Here' });
  const base = { agent: agent.id, environment_id: environment.id };
  return { ...house, client, stranger: clientOf('client-token'), base };
}

const csv = () => new File(['name,sum\nann,3\n'], 'data/sums.csv', { type: 'text/csv' });

it('the official SDK uploads, lists, reads, downloads and deletes files, large ones too', async () => {
  const { client, stranger } = await serve();
  const file = await client.files.upload({ file: csv(), expires_in_seconds: 3600 });
  expect(file).toEqual({
    id: expect.stringMatching(/^file_/),
    type: 'file',
    filename: 'sums.csv',
    mime_type: 'text/csv',
    size_bytes: 15,
    created_at: expect.any(String),
    downloadable: true,
    expires_at: new Date(Date.parse(file.created_at) + 3_600_000).toISOString(),
  });
  const large = new Uint8Array(3_000_000).map((_, index) => (index * 31) % 251);
  const second = await client.files.upload({ file: new File([large], 'large.bin') });
  expect(await client.files.retrieveMetadata(second.id)).toEqual(second);
  const downloaded = new Uint8Array(await (await client.files.download(second.id)).arrayBuffer());
  expect(Buffer.from(downloaded).equals(large)).toBe(true);

  const listed = [];
  for await (const each of client.files.list({ limit: 1 })) listed.push(each.id);
  expect(listed.sort()).toEqual([file.id, second.id].sort());
  expect((await client.files.list({ ids: [file.id, 'file_none', file.id] })).data).toEqual([file]);

  expect((await stranger.files.list()).data).toEqual([]);
  await expect(stranger.files.retrieveMetadata(file.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  await expect(stranger.files.delete(file.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);

  expect(await client.files.delete(file.id)).toEqual({ id: file.id, type: 'file_deleted' });
  await expect(client.files.download(file.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  await expect(client.files.upload({ file: csv(), expires_in_seconds: 5 })).rejects.toBeInstanceOf(
    Anthropic.BadRequestError,
  );
});

it('a session reads what it was created with, hands over what it made, and both are files to the SDK', async () => {
  const house = await serve([
    {
      when: { last: 'user' },
      reply: {
        blocks: [
          {
            tool_use: {
              name: 'bash',
              input: { command: 'cp /mnt/session/uploads/in.csv /mnt/session/outputs/copy.csv' },
            },
          },
        ],
      },
    },
    { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'Done.' }] } },
  ]);
  const { client, stranger, base } = house;
  const file = await client.files.upload({ file: csv() });
  const session = await client.beta.sessions.create({
    ...base,
    resources: [
      { type: 'file', file_id: file.id, mount_path: '/mnt/session/uploads/in.csv' },
      { type: 'file', file_id: file.id },
    ],
  });
  const [mounted, unnamed] = session.resources;
  expect(mounted).toEqual({
    id: expect.stringMatching(/^sesrsc_/),
    type: 'file',
    file_id: expect.stringMatching(/^file_/),
    mount_path: '/mnt/session/uploads/in.csv',
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
  if (mounted?.type !== 'file' || unnamed?.type !== 'file') throw new Error('no files');
  expect(unnamed.mount_path).toBe(`/mnt/session/uploads/${unnamed.file_id}`);
  expect(mounted.file_id).not.toBe(file.id);

  // the copy does not need the upload
  await client.files.delete(file.id);
  await client.beta.sessions.events.send(session.id, {
    events: [{ type: 'user.message', content: [{ type: 'text', text: 'Copy it.' }] }],
  });
  await untilIdle(house, session.id);

  const scoped = (await client.beta.files.list({ scope_id: session.id })).data;
  expect(scoped.map(({ filename, mime_type, size_bytes }) => [filename, mime_type, size_bytes])).toEqual([
    ['copy.csv', 'text/csv', 15],
    ['sums.csv', 'text/csv', 15],
    ['sums.csv', 'text/csv', 15],
  ]);
  const [output] = scoped;
  expect(await (await client.files.download(output?.id ?? '')).text()).toBe('name,sum\nann,3\n');
  expect(await (await client.files.download(mounted.file_id)).text()).toBe('name,sum\nann,3\n');
  await expect(stranger.files.download(output?.id ?? '')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  await expect(client.files.delete(output?.id ?? '')).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  expect(
    (await house.api(`/holdfast/v1/sessions/${session.id}/outputs`)).body.data.map(
      ({ path }: { path: string }) => path,
    ),
  ).toEqual(['/mnt/session/outputs/copy.csv']);

  await client.beta.sessions.delete(session.id);
  await expect(client.files.retrieveMetadata(mounted.file_id)).rejects.toBeInstanceOf(
    Anthropic.NotFoundError,
  );
});

it('resources are added, listed, read and taken away; what cannot be mounted makes no session', async () => {
  const { client, base, api } = await serve();
  const file = await client.files.upload({ file: csv() });
  const session = await client.beta.sessions.create(base);
  const added = await client.beta.sessions.resources.add(session.id, {
    type: 'file',
    file_id: file.id,
    mount_path: '/workspace/in/data.csv',
  });
  expect((await client.beta.sessions.resources.list(session.id)).data).toEqual([added]);
  expect(await client.beta.sessions.resources.retrieve(added.id, { session_id: session.id })).toEqual(added);
  expect((await client.beta.sessions.retrieve(session.id)).resources).toEqual([added]);
  await expect(
    client.beta.sessions.resources.add(session.id, {
      type: 'file',
      file_id: file.id,
      mount_path: '/workspace/in/data.csv',
    }),
  ).rejects.toBeInstanceOf(Anthropic.ConflictError);
  const inWorkspace = `/holdfast/v1/sessions/${session.id}/workspace/file?path=/workspace/in/data.csv`;
  expect((await api(inWorkspace, { body: new Uint8Array([1]) })).status).toBe(403);
  expect((await api(inWorkspace)).body).toBe('name,sum\nann,3\n');
  expect(await client.beta.sessions.resources.delete(added.id, { session_id: session.id })).toEqual({
    id: added.id,
    type: 'session_resource_deleted',
  });
  expect((await api(inWorkspace)).status).toBe(404);

  for (const resource of [
    { file_id: 'file_none' },
    { file_id: file.id, mount_path: '/etc/passwd' },
    { file_id: file.id, mount_path: 'relative.csv' },
    { file_id: file.id, mount_path: '/mnt/session/outputs/x' },
  ])
    await expect(
      client.beta.sessions.create({ ...base, resources: [{ type: 'file', ...resource }] }),
    ).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  await expect(
    client.beta.sessions.create({
      ...base,
      resources: [{ type: 'memory_store', memory_store_id: 'memstore_x' }],
    }),
  ).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  expect((await client.beta.sessions.list()).data.map(({ id }) => id)).toEqual([session.id]);
});
