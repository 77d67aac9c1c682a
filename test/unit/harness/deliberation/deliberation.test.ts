import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { names, saysYes } from '../../../../core/harness/deliberation/index.ts';
import { onResult, openHouse, temporaryFolder } from '../support.ts';

const path = '/mnt/folders/Papers/report.md';
const replace = { tool_use: { name: 'write', input: { file_path: path, content: 'new' } } };
const think = { tool_use: { name: 'think', input: { thought: 'They asked for exactly this.' } } };

async function houseWith(steps: readonly object[]) {
  const folder = join(temporaryFolder(), 'Papers');
  mkdirSync(folder);
  // too large to be kept, so that replacing it cannot be undone
  writeFileSync(join(folder, 'report.md'), 'old'.padEnd(20 * 1024 * 1024 + 1));
  const house = await openHouse(steps);
  const sessionId = await house.session([{ path: folder, access: 'read_write' }]);
  return { house, sessionId, file: () => readFileSync(join(folder, 'report.md'), 'utf8').trimEnd() };
}

describe('before what cannot be undone', () => {
  test('a call without a thought since the last input is refused, not asked; after a thought the owner is asked', async () => {
    const { house, sessionId, file } = await houseWith([
      { when: { last: 'user' }, reply: { blocks: [replace] } },
      { when: { tool: 'write', is_error: true }, reply: { blocks: [think] } },
      { when: { tool: 'think' }, reply: { blocks: [replace] } },
      onResult('Done.'),
    ]);
    await house.say(sessionId, 'Replace report.md by new');
    await house.idle(sessionId, 'requires_action');
    const results = (await house.events(sessionId)).filter((event) => event.type === 'agent.tool_result');
    expect(JSON.stringify(results[0])).toContain('Call think first');
    expect(JSON.stringify(results[0])).not.toContain('has not named');
    expect((await house.get('/holdfast/v1/approvals')) as object).toMatchObject({
      data: [{ tool: 'write' }],
    });
    expect(file()).toBe('old');
    expect(house.errors).toEqual([]);
  });

  test('a target that the owner has not named is asked for first; yes names it, no does not', async () => {
    for (const answer of [{ answer: 'Yes' }, { answer: 'No, leave it' }, { declined: true }]) {
      const question = 'Shall I replace /mnt/folders/Papers/report.md?';
      const { house, sessionId, file } = await houseWith([
        {
          when: { last: 'user' },
          reply: { blocks: [{ tool_use: { name: 'ask_user', input: { question } } }] },
        },
        { when: { tool: 'ask_user' }, reply: { blocks: [think, replace] } },
        onResult('I leave it.'),
      ]);
      await house.say(sessionId, 'Clean up my papers');
      await house.idle(sessionId, 'requires_action');
      const { data } = (await house.get('/holdfast/v1/questions')) as { data: { tool_use_id: string }[] };
      await house.post(`/holdfast/v1/questions/${data[0]?.tool_use_id}`, answer);
      const isYes = 'answer' in answer && answer.answer === 'Yes';
      await house.idle(sessionId, isYes ? 'requires_action' : 'end_turn', isYes ? 2 : 1);
      const approvals = (await house.get('/holdfast/v1/approvals')) as { data: unknown[] };
      expect(approvals.data).toHaveLength(isYes ? 1 : 0);
      expect(file()).toBe('old');
      const said = JSON.stringify(await house.events(sessionId));
      expect(said.includes('has not named')).toBe(!isYes);
    }
  });

  test('running code cannot go around it', async () => {
    const code = `try { await tools.write({ file_path: '${path}', content: 'new' }); return 'written'; } catch (error) { return error.message; }`;
    const { house, sessionId, file } = await houseWith([
      { when: { last: 'user' }, reply: { blocks: [{ tool_use: { name: 'run_code', input: { code } } }] } },
      onResult('{{last_text}}'),
    ]);
    await house.say(sessionId, 'Replace report.md');
    await house.idle(sessionId);
    expect(JSON.stringify(await house.events(sessionId))).toContain('Call think first');
    expect(file()).toBe('old');
  });
});

describe('naming a target', () => {
  test.each([
    ['replace report.md please', path, true],
    ['replace Papers/Report.md', path, true],
    ['clean up orion/', '/mnt/folders/orion/a.txt', false],
    ['do not touch report.md', path, false],
    ['fasse alles zusammen, report.md aber nicht', path, false],
    ['replace myreport.md', path, false],
    ['replace report.md.bak', path, false],
    ['mail it to anna@example.com', 'anna@example.com', true],
    ['mail it to joanna@example.com', 'anna@example.com', false],
    ['post it to https://example.com/hook', 'https://example.com/hook', true],
    ['look at notexample.com', 'https://example.com/hook', false],
  ])('“%s” and %s: %s', (words, target, isNamed) => {
    expect(names(words, target)).toBe(isNamed);
  });

  test('only a plain yes agrees', () => {
    expect(['Yes', 'ja, mach das', 'OK.'].map(saysYes)).toEqual([true, true, true]);
    expect(['No', 'yes, but not that one', 'later', '', 'Nein'].map(saysYes)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
