import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../core/api/contract.ts';
import { answerWhatWaits, previewText } from '../../../core/cli/approvals.ts';
import type { ApiClient } from '../../../core/cli/client.ts';
import { dataDirOf } from '../../../core/cli/data-dir.ts';
import { oneLine, type Terminal, visible } from '../../../core/cli/terminal.ts';
import { callThenSay, openHouse, untilIdle } from '../api/house.ts';

describe('text of others on a terminal', () => {
  it('cannot move the cursor, hide itself or turn the reading direction', () => {
    expect(visible('a\u001b[2Jb\u0007\r\n\tc\u202ed\u009b')).toBe('a\\u{1b}[2Jb\\u{7}\n\tc\\u{202e}d\\u{9b}');
    expect(visible('日本語 é 👍🏽')).toBe('日本語 é 👍🏽');
    expect(oneLine('a\n  b   c', 4)).toBe('a b…');
  });

  it('is shown whole in a preview, with its control characters visible', () => {
    const approval: Approval = {
      id: 'a',
      session_id: 's',
      session_title: '',
      tool_use_id: 'a',
      tool: 'write',
      input: {},
      input_hash: 'h',
      created_at: '',
      expires_at: null,
      origins: null,
      status: 'pending',
      preview: {
        sentence: 'Write x\u001b[1A.',
        reversible: false,
        facts: [{ label: 'File', value: '/x' }],
        paths: ['/x'],
        diff: [{ path: '/x', before: 'one\n', after: `two\n${'line\n'.repeat(300)}` }],
      },
      why: ['It changes a file.'],
      noticed: [],
      rule_offered: { text: 'Writes to /x', scope: 'session' },
      answered_at: null,
      answered_by: null,
      note: null,
    };
    const text = previewText(approval);
    expect(text).toContain('write: Write x\\u{1b}[1A.');
    expect(text).toContain('because: It changes a file.');
    expect(text).toContain('This cannot be undone.');
    expect(text).toContain('-one\n+two');
    expect(text.match(/^\+line$/gm)).toHaveLength(300);
    expect(text).toContain('s would add the rule: Writes to /x');
  });
});

/** Somebody at the terminal who gives these answers, one after the other. */
function person(answers: string[]): Terminal & { said: string[] } {
  const said: string[] = [];
  return {
    said,
    out: (text) => void said.push(text),
    say: (text) => void said.push(text),
    ask: async () => answers.shift() ?? null,
    isInteractive: true,
    env: {},
    drained: async () => {},
    onStop: () => () => {},
  };
}

describe('approvals on a terminal', () => {
  const steps = callThenSay('write', { file_path: '/workspace/a.txt', content: 'x' }, 'Done.');

  async function untilAsked(): Promise<{ id: string; typed: ApiClient; rest: () => Promise<unknown[]> }> {
    const house = await openHouse({ steps });
    await house.typed.call('setToolPolicy', {
      parameters: { name: 'write' },
      body: { policy: 'always_ask' },
    });
    const { id } = await house.typed.call('createSession', { body: {} });
    await house.typed.call('sendMessage', { parameters: { id }, body: { content: 'Write' } });
    await untilIdle(house, id);
    return { id, typed: house.typed, rest: () => untilIdle(house, id, 2) };
  }

  it.each([
    ['a yes', ['y'], 'allowed', null],
    ['anything but a clear yes is asked again', ['', 'yep', 'n'], 'denied', null],
    ['a denial with a note', ['d', 'Use b.txt'], 'denied', 'Use b.txt'],
    ['the end of input', [], 'denied', null],
  ])('%s', async (_, answers, status, note) => {
    const { id, typed, rest } = await untilAsked();
    await answerWhatWaits(typed, person([...answers]), id, true);
    const { data } = await typed.call('listApprovals', { query: { status: 'answered', session_id: id } });
    expect(data).toMatchObject([{ status, note, answered_by: 'terminal' }]);
    await rest();
  });
});

it('the data folder is the named one, the environment’s, or the app’s', () => {
  expect(dataDirOf('/a', { HOLDFAST_DATA_DIR: '/b' }, 'linux')).toBe('/a');
  expect(dataDirOf(undefined, { HOLDFAST_DATA_DIR: '/b' }, 'linux')).toBe('/b');
  expect(dataDirOf(undefined, { XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/c/Holdfast/data');
});
