import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { covers } from '../../../../core/harness/plan/cover.ts';
import { loopback } from '../../api/house.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from '../support.ts';

const reportPath = '/mnt/folders/Papers/report.md';
const write = (path: string) => ({ tool_use: { name: 'write', input: { file_path: path, content: 'x' } } });

async function houseIn(mode: string, steps: readonly object[], dataDir = temporaryFolder()) {
  const folder = join(temporaryFolder(), 'Papers');
  mkdirSync(folder);
  const house = await openHouse(steps, { dataDir });
  const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
  await house.post(`/holdfast/v1/sessions/${sessionId}/mode`, { mode });
  return { house, sessionId, folder, dataDir };
}

describe('a dry run', () => {
  const steps = [
    onMessage('report', 'write', { file_path: reportPath, content: 'x' }),
    {
      when: { tool: 'write', contains: 'dry run' },
      reply: { blocks: [{ text: 'It was recorded in a dry run.' }] },
    },
    onResult('Written.'),
  ];

  test('records what would leave the workspace; the list survives a restart and can then be executed, each call through the gate', async () => {
    const first = await houseIn('dry_run', steps);
    await first.house.say(first.sessionId, 'write the report');
    await first.house.idle(first.sessionId);
    expect(existsSync(join(first.folder, 'report.md'))).toBe(false);
    expect(await first.house.get('/holdfast/v1/approvals')).toMatchObject({ data: [] });
    await first.house.close();

    const house = await openHouse(steps, { dataDir: first.dataDir });
    const path = `/holdfast/v1/sessions/${first.sessionId}`;
    const list = {
      mode: 'dry_run',
      data: [
        {
          tool: 'write',
          paths: [reportPath],
          diff: [{ path: reportPath, before: null, after: 'x' }],
          state: 'recorded',
          foreseen: 'ask',
        },
      ],
    };
    expect(await house.get(`${path}/dry-run`)).toMatchObject(list);
    await expect(house.post(`${path}/dry-run`, { action: 'execute' })).rejects.toThrow('409');
    await house.post(`${path}/mode`, { mode: 'normal' });
    await house.post(`${path}/dry-run`, { action: 'execute' });
    await house.idle(first.sessionId, 'requires_action');
    expect(existsSync(join(first.folder, 'report.md'))).toBe(false);
    const { data } = (await house.get('/holdfast/v1/approvals')) as {
      data: { id: string; input_hash: string }[];
    };
    await house.post(`/holdfast/v1/approvals/${data[0]?.id}`, {
      decision: 'allow_once',
      input_hash: data[0]?.input_hash,
    });
    await house.idle(first.sessionId, 'end_turn', 2);
    expect(readFileSync(join(first.folder, 'report.md'), 'utf8')).toBe('x');
    expect(await house.get(`${path}/dry-run`)).toMatchObject({
      data: [{ state: 'executed', replay_tool_use_id: data[0]?.id, foreseen: null }],
    });
    await expect(house.post(`${path}/dry-run`, { action: 'execute' })).rejects.toThrow('409');
    expect(house.errors).toEqual([]);
  });

  test('a call that was asked about before is recorded too, although the owner then allows it', async () => {
    const { house, sessionId, folder } = await houseIn('normal', steps);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    await house.post(`/holdfast/v1/sessions/${sessionId}/mode`, { mode: 'dry_run' });
    const { data } = (await house.get('/holdfast/v1/approvals')) as {
      data: { id: string; input_hash: string }[];
    };
    await house.post(`/holdfast/v1/approvals/${data[0]?.id}`, {
      decision: 'allow_once',
      input_hash: data[0]?.input_hash,
    });
    await house.idle(sessionId);
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
    expect(await house.get(`/holdfast/v1/sessions/${sessionId}/dry-run`)).toMatchObject({
      data: [{ state: 'recorded' }],
    });
  });

  test('what the agent then claims to have written is warned of', async () => {
    const { house, sessionId } = await houseIn('dry_run', [
      steps[0] ?? {},
      onResult('I saved the report to report.md.'),
    ]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId);
    const checked = (await house.events(sessionId)).find((event) => event.type === 'holdfast.claims_checked');
    expect(checked).toMatchObject({
      warnings: [{ kind: 'file_not_written', evidence_event_ids: [expect.any(String), expect.any(String)] }],
    });
  });
});

describe('plan first', () => {
  const plan = {
    goal: 'A report',
    steps: [
      { title: 'Write the report', tool: 'write', target: reportPath, reversible: 'yes' },
      { title: 'Write another', tool: 'write', target: '/mnt/folders/Papers/other.md', reversible: 'yes' },
    ],
  };
  const steps = [
    onMessage('plan', 'propose_plan', plan),
    { when: { tool: 'propose_plan', is_error: true }, reply: { blocks: [{ text: 'Then not.' }] } },
    {
      when: { tool: 'propose_plan' },
      reply: { blocks: [write(reportPath), write('/mnt/folders/Papers/other.md')] },
    },
    onResult('Ready.'),
  ];

  test('the owner edits and approves; what was taken out asks with its reason, and a client can do neither', async () => {
    const { house, sessionId } = await houseIn('plan_first', steps);
    await house.say(sessionId, 'make a plan');
    await house.idle(sessionId, 'requires_action');
    const { data } = (await house.get('/holdfast/v1/plans')) as {
      data: { tool_use_id: string; steps: unknown[] }[];
    };
    expect(data[0]?.steps).toHaveLength(2);
    const path = `/holdfast/v1/plans/${data[0]?.tool_use_id}`;
    const approval = { decision: 'approve', steps: data[0]?.steps.slice(0, 1) };
    const asClient = await house.holdfast.fetch(
      new Request(`http://127.0.0.1:4711${path}`, {
        method: 'POST',
        body: JSON.stringify(approval),
        headers: {
          host: '127.0.0.1:4711',
          'content-type': 'application/json',
          authorization: 'Bearer client-token',
        },
      }),
      loopback,
    );
    expect(asClient.status).toBe(403);
    await house.post(path, approval);
    await expect(house.post(path, approval)).rejects.toThrow('404');
    await house.idle(sessionId, 'requires_action', 2);
    const approvals = (await house.get('/holdfast/v1/approvals')) as {
      data: { input: { file_path: string }; why: string[]; preview: { facts: unknown[] } }[];
    };
    expect(approvals.data.map(({ input, why }) => [input.file_path, why[0]])).toEqual([
      [reportPath, expect.stringContaining('changes a file in your folder')],
      ['/mnt/folders/Papers/other.md', 'It is not in the plan that you approved.'],
    ]);
    const step = { label: 'Step of your plan', value: '1. Write the report' };
    expect(
      approvals.data.map(({ preview }) => preview.facts.some((fact) => isDeepStrictEqual(fact, step))),
    ).toEqual([true, false]);
    const uses = (await house.events(sessionId)).filter(({ type }) => type === 'agent.tool_use');
    expect(uses.map((use) => (use.type === 'agent.tool_use' ? use.holdfast?.plan_step : null))).toEqual([
      { tool_use_id: data[0]?.tool_use_id, index: 0 },
      undefined,
    ]);
    expect(await house.get(`/holdfast/v1/sessions/${sessionId}/mode`)).toMatchObject({
      mode: 'plan_first',
      plan: { steps: [{ title: 'Write the report' }] },
    });
    expect(house.errors).toEqual([]);
  });

  test('a rejection with a note is read by the agent, and nothing is approved', async () => {
    const { house, sessionId } = await houseIn('plan_first', steps);
    await house.say(sessionId, 'make a plan');
    await house.idle(sessionId, 'requires_action');
    const { data } = (await house.get('/holdfast/v1/plans')) as { data: { tool_use_id: string }[] };
    await house.post(`/holdfast/v1/plans/${data[0]?.tool_use_id}`, {
      decision: 'reject',
      note: 'Not today.',
    });
    await house.idle(sessionId);
    expect(JSON.stringify(await house.events(sessionId))).toContain('Not today.');
    expect(await house.get(`/holdfast/v1/sessions/${sessionId}/mode`)).toEqual({
      mode: 'plan_first',
      plan: null,
    });
  });

  test.each([
    ['/mnt/folders/Papers', ['/mnt/folders/Papers/a.md'], true],
    ['Papers/a.md', ['/mnt/folders/Papers/a.md'], true],
    ['/mnt/folders/Pap', ['/mnt/folders/Papers/a.md'], false],
    ['/mnt/folders', ['/mnt/folders/Papers/a.md'], false],
    ['/', ['/mnt/folders/Papers/a.md'], false],
    ['/mnt/folders/Papers', ['/mnt/folders/Papers/../x'], false],
    ['/mnt/folders/Papers', ['/mnt/folders/Papers/a.md', '/mnt/folders/Other/b.md'], false],
    ['https://example.com/api', ['https://example.com/api/x'], true],
    ['https://example.com/api', ['https://example.com/apix'], false],
    ['example.com', ['https://example.com.evil.net/'], false],
    ['anna@example.com', ['Anna@example.com'], true],
    [undefined, ['/mnt/folders/Papers/a.md'], false],
    [undefined, [], true],
  ])('a step for %s and %j: %s', (target, targets, isCovered) => {
    const step = {
      title: 'x',
      tool: 'write',
      reversible: 'yes' as const,
      ...(target === undefined ? {} : { target }),
    };
    expect(covers(step, { tool: 'write', targets })).toBe(isCovered);
    expect(covers(step, { tool: 'edit', targets })).toBe(false);
  });
});
