import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type LaunchedApp, launchApp } from './support/launch.ts';
import * as page from './support/page.js';
import { call, heard, playing, say } from './support/rehearsal.ts';
import { card, conversation, events, newSession, send, textOf, untilTurnsEnded } from './support/session.ts';

/** Code that means harm, and how the sandbox ends it. */
const attacks = {
  loop: { code: 'for (;;) {}', ended: ['timeout'], words: 'Killed: the code took too long' },
  gigabyte: {
    code: 'const kept = []; for (let i = 0; i < 1024; i += 1) kept.push(new Uint8Array(1024 * 1024).fill(1)); kept.length',
    ended: ['memory'],
    words: 'Killed: the code used too much memory',
  },
  promises: {
    code: 'const all = []; for (;;) all.push(new Promise((done) => Promise.resolve().then(done)))',
    ended: ['memory', 'timeout'],
    words: 'Killed: the code',
  },
} as const;

const withDetails = z.object({ details: z.object({ ended_by: z.string() }) });

// the loop is killed after 30 seconds; the rest is a machine that has other things to do
const longestMs = 75_000;

describe('hostile code in run_code, with the window open', () => {
  let launched: LaunchedApp;
  beforeAll(async () => {
    launched = await launchApp({
      arguments: playing([
        ...Object.entries(attacks).map(([name, { code }]) => ({
          when: heard(name),
          reply: { blocks: [call('run_code', { code })] },
        })),
        { when: { last: 'tool_result' }, reply: { blocks: [say('It ended as it should.')] } },
      ]),
    });
  });
  afterAll(() => launched?.close());

  test('an infinite loop, a gigabyte and a flood of promises at once end as tool errors; the window stays awake', async () => {
    const { window } = launched;
    await window.evaluate(page.watchResponsiveness);
    const began = Date.now();
    const sessions: Record<string, string> = {};
    for (const name of Object.keys(attacks)) {
      sessions[name] = await newSession(window);
      await send(window, `Now the ${name}.`);
      await card(window, /^Run code/).waitFor();
    }
    // an owner who goes on working meanwhile
    await window.getByRole('link', { name: 'Memory', exact: true }).click();
    await window.getByRole('link', { name: 'Settings', exact: true }).click();
    await window.getByRole('heading', { name: 'Model', exact: true }).waitFor();
    for (const [name, { ended, words }] of Object.entries(attacks)) {
      await window.goto(`holdfast://app/#/sessions/${sessions[name]}`);
      await untilTurnsEnded(window, 1);
      const result = (await events(window)).find(({ type }) => type === 'agent.tool_result');
      expect(result).toMatchObject({ is_error: true });
      expect(textOf(result)).toContain(words);
      const { details } = withDetails.parse(result?.holdfast);
      expect(ended).toContain(details.ended_by);
      await card(window, /^Run code.*Failed/).waitFor();
    }
    expect(Date.now() - began).toBeLessThan(longestMs);
    const { frames, requests } = await window.evaluate(page.endWatch);
    // two cores are busy with three attacks: a pause of half a second now and then is allowed, a frozen window is not
    expect(percentile(frames, 95)).toBeLessThan(150);
    expect(Math.max(...frames)).toBeLessThan(1_500);
    expect(percentile(requests, 95)).toBeLessThan(500);
    expect(Math.max(...requests)).toBeLessThan(3_000);
  });

  test('the sandbox is as new for the next program', async () => {
    const { window } = launched;
    await newSession(window);
    await send(window, 'Now the gigabyte.');
    await untilTurnsEnded(window, 1);
    await conversation(window).getByText('It ended as it should.').waitFor();
  });
});

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN;
}
