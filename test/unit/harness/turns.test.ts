import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../../core/events/index.ts';
import { onMessage, onResult, openHouse, temporaryFolder } from './support.ts';

const types = (events: SessionEvent[]) => events.map((event) => event.type);

function ownFolder(): string {
  const folder = join(temporaryFolder(), 'Papers');
  mkdirSync(folder);
  return folder;
}

const writeReport = onMessage('report', 'write', {
  file_path: '/mnt/folders/Papers/report.md',
  content: 'The sum is 42.\n',
});

interface ApprovalRow {
  id: string;
  input_hash: string;
  preview: { sentence: string };
}

async function pendingApproval(house: Awaited<ReturnType<typeof openHouse>>): Promise<ApprovalRow> {
  const { data } = (await house.get('/holdfast/v1/approvals?status=pending')) as { data: ApprovalRow[] };
  const [approval] = data;
  if (!approval) throw new Error('nothing waits');
  return approval;
}

describe('a turn', () => {
  test('one text turn leaves these events in this order', async () => {
    const house = await openHouse([
      { when: { last: 'user' }, reply: { blocks: [{ text: 'Good morning.' }] } },
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'Hello');
    await house.idle(sessionId);
    expect(types(await house.events(sessionId))).toEqual([
      'session.status_running',
      'session.thread_status_running',
      'user.message',
      'holdfast.charter',
      'span.model_request_start',
      'holdfast.budget_reserved',
      'agent.message',
      'span.model_request_end',
      'session.thread_status_idle',
      'session.status_idle',
    ]);
    expect(house.errors).toEqual([]);
  });

  test('an intent stands in the log before its result, and verdicts name what decided', async () => {
    const house = await openHouse([
      onMessage('write', 'write', { file_path: '/workspace/a.txt', content: 'x' }),
      onResult('Done.'),
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'write it');
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    const use = events.find((event) => event.type === 'agent.tool_use');
    const intent = events.find((event) => event.type === 'holdfast.tool_intent');
    expect(use).toMatchObject({ name: 'write', evaluated_permission: 'allow' });
    expect(intent).toMatchObject({ tool_use_id: use?.id, verdict: { decision: 'allow', rule: 'default' } });
    const order = types(events).filter(
      (type) => type.startsWith('holdfast.tool') || type === 'agent.tool_result',
    );
    expect(order).toEqual(['holdfast.tool_intent', 'agent.tool_result']);
  });

  test('a message that is sent while a tool runs takes its place behind that tool’s result', async () => {
    const house = await openHouse([
      onMessage('count', 'run_code', { code: 'let n = 0; for (let i = 0; i < 3e6; i++) n += i; return n;' }),
      { when: { last: 'user', contains: 'also' }, reply: { blocks: [{ text: 'Both done.' }] } },
      onResult('Only one done.'),
    ]);
    const sessionId = await house.session();
    await house.say(sessionId, 'count please');
    await house.until(sessionId, (event) => event.type === 'holdfast.tool_intent');
    await house.say(sessionId, 'also this');
    await house.idle(sessionId);
    const order = types(await house.events(sessionId)).filter((type) =>
      ['user.message', 'agent.tool_result', 'agent.message'].includes(type),
    );
    expect(order).toEqual(['user.message', 'agent.tool_result', 'user.message', 'agent.message']);
  });

  test('the session is named after the first words', async () => {
    const house = await openHouse([{ when: {}, reply: { blocks: [{ text: 'Yes.' }] } }]);
    const sessionId = await house.session();
    await house.say(
      sessionId,
      'Sort my receipts of last year by shop and month, and tell me what stands out in them',
    );
    await house.idle(sessionId);
    expect((await house.holdfast.log.getSession({ sessionId })).title).toBe(
      'Sort my receipts of last year by shop and month, and tell…',
    );
  });

  test('an unknown tool, malformed arguments and a path outside are errors the model reads', async () => {
    const house = await openHouse([
      onMessage('unknown', 'rm_rf', {}),
      onMessage('malformed', 'read', { path: 7 }),
      onMessage('outside', 'read', { file_path: '/etc/passwd' }),
      onResult('I see.'),
    ]);
    const sessionId = await house.session();
    for (const word of ['unknown', 'malformed', 'outside']) {
      await house.say(sessionId, word);
      await house.idle(sessionId, 'end_turn', ['unknown', 'malformed', 'outside'].indexOf(word) + 1);
    }
    const results = (await house.events(sessionId)).filter((event) => event.type === 'agent.tool_result');
    expect(results.map((event) => event.is_error)).toEqual([true, true, true]);
    expect(JSON.stringify(results)).not.toContain('root:');
  });
});

describe('asking', () => {
  test('a write into a granted folder waits, and runs once when it is allowed', async () => {
    const house = await openHouse([writeReport, onResult('Written.')]);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
    const approval = await pendingApproval(house);
    expect(approval.preview.sentence).toContain('report.md');
    const answer = { decision: 'allow_once', input_hash: approval.input_hash };
    await house.post(`/holdfast/v1/approvals/${approval.id}`, answer);
    await expect(house.post(`/holdfast/v1/approvals/${approval.id}`, answer)).rejects.toThrow('409');
    await house.idle(sessionId);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('The sum is 42.\n');
    const events = await house.events(sessionId);
    expect(types(events).filter((type) => type === 'holdfast.tool_intent')).toHaveLength(1);
    expect(house.errors).toEqual([]);
  });

  test('an answer to other arguments than those shown is refused', async () => {
    const house = await openHouse([writeReport, onResult('Written.')]);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    const approval = await pendingApproval(house);
    const stale = house.post(`/holdfast/v1/approvals/${approval.id}`, {
      decision: 'allow_once',
      input_hash: '0'.repeat(64),
    });
    await expect(stale).rejects.toThrow('approval_stale');
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
  });

  test('a denial with a note is read by the agent, and the same call is not asked again', async () => {
    const house = await openHouse([
      writeReport,
      {
        when: { tool: 'write', contains: 'not on fridays' },
        reply: {
          blocks: [
            {
              tool_use: {
                name: 'write',
                input: { file_path: '/mnt/folders/Papers/report.md', content: 'The sum is 42.\n' },
              },
            },
          ],
        },
        times: 1,
      },
      { when: { last: 'tool_result' }, reply: { blocks: [{ text: 'I leave it.' }] } },
    ]);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    const approval = await pendingApproval(house);
    await house.post(`/holdfast/v1/approvals/${approval.id}`, {
      decision: 'deny',
      note: 'Not on Fridays.',
      input_hash: approval.input_hash,
    });
    await house.idle(sessionId);
    const events = await house.events(sessionId);
    const results = events.filter((event) => event.type === 'agent.tool_result');
    expect(results).toHaveLength(2);
    expect(results[0]).toMatchObject({ is_error: true, holdfast: { denied: true } });
    expect(JSON.stringify(results[1])).toContain('The owner denied this call.');
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
  });

  test('“for this session” covers the folder that was named, shows as its rule, and nothing beyond', async () => {
    const house = await openHouse([
      writeReport,
      onMessage('second', 'write', { file_path: '/mnt/folders/Papers/two.md', content: '2' }),
      onMessage('other', 'write', { file_path: '/mnt/folders/Other/three.md', content: '3' }),
      onResult('Ok.'),
    ]);
    const folder = ownFolder();
    const other = join(temporaryFolder(), 'Other');
    mkdirSync(other);
    const sessionId = await house.session([
      { path: folder, access: 'read_write' },
      { path: other, access: 'read_write' },
    ]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId, 'requires_action');
    const approval = await pendingApproval(house);
    await house.post(`/holdfast/v1/approvals/${approval.id}`, {
      decision: 'allow_session',
      input_hash: approval.input_hash,
    });
    await house.idle(sessionId);
    await house.say(sessionId, 'the second one');
    await house.idle(sessionId, 'end_turn', 2);
    const intents = (await house.events(sessionId)).filter((event) => event.type === 'holdfast.tool_intent');
    expect(intents[1]).toMatchObject({
      verdict: { decision: 'allow', rule: expect.stringMatching(/^rule:/) },
    });
    await house.say(sessionId, 'the other one');
    await house.idle(sessionId, 'requires_action', 2);
    expect(existsSync(join(other, 'three.md'))).toBe(false);
  });

  test('a folder granted for reading is not written, not even asked about', async () => {
    const house = await openHouse([writeReport, onResult('I cannot.')]);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read' }]);
    await house.say(sessionId, 'write the report');
    await house.idle(sessionId);
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
    expect(await house.get('/holdfast/v1/approvals?status=any')).toMatchObject({ data: [] });
  });

  test('ask_user waits for words; no answer is no', async () => {
    const house = await openHouse([
      onMessage('which', 'ask_user', { question: 'Which year?', options: ['2025', '2026'] }),
      { when: { tool: 'ask_user', is_error: true }, reply: { blocks: [{ text: 'Then I do nothing.' }] } },
      { when: { tool: 'ask_user' }, reply: { blocks: [{ text: 'Year {{last_text}}.' }] } },
    ]);
    const sessionId = await house.session();
    for (const [index, answer] of [{ answer: '2026' }, { declined: true }].entries()) {
      await house.say(sessionId, 'which year');
      await house.idle(sessionId, 'requires_action', index + 1);
      const { data } = (await house.get('/holdfast/v1/questions')) as {
        data: { tool_use_id: string; question: string }[];
      };
      expect(data[0]).toMatchObject({ question: 'Which year?', options: ['2025', '2026'] });
      await house.post(`/holdfast/v1/questions/${data[0]?.tool_use_id}`, answer);
      await house.idle(sessionId, 'end_turn', index + 1);
    }
    const said = (await house.events(sessionId))
      .filter((event) => event.type === 'agent.message')
      .map((event) => event.content[0]);
    expect(said).toMatchObject([{ text: 'Year 2026.' }, { text: 'Then I do nothing.' }]);
  });
});

describe('calls from code', () => {
  const code = `
    await tools.write({ file_path: '/workspace/draft.md', content: 'draft' });
    try {
      await tools.write({ file_path: '/mnt/folders/Papers/report.md', content: 'from code' });
      return 'written';
    } catch (error) {
      return 'refused: ' + error.message;
    }`;
  const steps = [onMessage('code', 'run_code', { code }), onResult('Result: {{last_text}}')];

  test('each passes the gate and the log; the one that asks waits, and the run goes on with the answer', async () => {
    const house = await openHouse(steps);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'run the code');
    await house.idle(sessionId, 'requires_action');
    const approval = await pendingApproval(house);
    await house.post(`/holdfast/v1/approvals/${approval.id}`, {
      decision: 'allow_once',
      input_hash: approval.input_hash,
    });
    await house.idle(sessionId);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('from code');
    const events = await house.events(sessionId);
    const nested = events.filter(
      (event) => event.type === 'agent.tool_use' && event.holdfast?.parent_tool_use_id !== undefined,
    );
    expect(nested).toHaveLength(2);
    expect(events.filter((event) => event.type === 'agent.tool_result')).toHaveLength(3);
    expect(house.errors).toEqual([]);
  });

  test('a denied one is an error the code can catch', async () => {
    const house = await openHouse(steps);
    const folder = ownFolder();
    const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
    await house.say(sessionId, 'run the code');
    await house.idle(sessionId, 'requires_action');
    const approval = await pendingApproval(house);
    await house.post(`/holdfast/v1/approvals/${approval.id}`, {
      decision: 'deny',
      note: 'Keep it a draft.',
      input_hash: approval.input_hash,
    });
    await house.idle(sessionId);
    const last = (await house.events(sessionId)).findLast((event) => event.type === 'agent.message');
    expect(JSON.stringify(last)).toContain('Keep it a draft.');
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
  });
});
