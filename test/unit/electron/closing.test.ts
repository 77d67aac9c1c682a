import { expect, test } from 'vitest';
import { silentLogger } from '../../../core/base/index.ts';
import { type ClosingOptions, createClosing } from '../../../electron/main/closing.ts';
import type { Dialogs } from '../../../electron/main/dialogs.ts';

type Settings = Awaited<ReturnType<ClosingOptions['client']['settings']>>;

interface Situation {
  running: number;
  closeBehaviour?: Settings['close_behaviour'];
  answer?: { choice: string; isRemembered?: boolean };
  platform?: NodeJS.Platform;
  isCoreSilent?: boolean;
}

/** A shell with its parts around `closing`; `happened` is what was done to them, in order. */
function shellIn(situation: Situation) {
  const happened: string[] = [];
  let settings: Settings = {
    theme: 'system',
    close_behaviour: situation.closeBehaviour ?? 'ask',
    approval_timeout_minutes: null,
    notifications: true,
    language: 'en',
  };
  let quitting: () => void = () => {};
  const hasQuit = new Promise<void>((resolve) => {
    quitting = resolve;
  });
  const dialogs: Pick<Dialogs, 'ask'> = {
    ask: async ({ choices, dismissed, message }) => {
      happened.push(`asked: ${message}`);
      const chosen = choices.find(({ choice }) => choice === situation.answer?.choice);
      return { choice: chosen?.choice ?? dismissed, isRemembered: situation.answer?.isRemembered ?? false };
    },
  };
  const closing = createClosing({
    holdfast: {
      running: () => {
        if (situation.isCoreSilent) return Promise.reject(new Error('the worker is gone'));
        return Promise.resolve({ sessions: situation.running, pending: 0 });
      },
      stopAll: async () => {
        happened.push('stopped the agents');
      },
      close: async () => {
        happened.push('closed the core');
      },
    },
    client: {
      settings: async () => settings,
      changeSettings: async (patch) => {
        settings = { ...settings, ...patch };
        happened.push(`remembered: ${settings.close_behaviour}`);
        return settings;
      },
    },
    dialogs,
    logger: silentLogger,
    window: () => null,
    hide: () => happened.push('hid the window'),
    beforeEnd: () => happened.push('saved the window'),
    quit: () => {
      happened.push('quit');
      quitting();
    },
    platform: situation.platform ?? 'linux',
  });
  let isPrevented = false;
  const event = { preventDefault: () => (isPrevented = true) };
  return { closing, event, happened, hasQuit, isPrevented: () => isPrevented };
}

const ending = ['saved the window', 'closed the core', 'quit'];
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('closing with nothing running ends without asking, after the core is closed', async () => {
  const { closing, event, happened, hasQuit, isPrevented } = shellIn({ running: 0 });
  closing.onWindowClose(event);
  await hasQuit;
  const expected = ['stopped the agents', ...ending];
  expect({ happened, isPrevented: isPrevented() }).toEqual({ happened: expected, isPrevented: true });
});

test('once everything is closed, quitting passes', async () => {
  const { closing, event, hasQuit } = shellIn({ running: 0 });
  closing.onBeforeQuit(event);
  await hasQuit;
  let isPrevented = false;
  closing.onBeforeQuit({ preventDefault: () => (isPrevented = true) });
  expect(isPrevented).toBe(false);
});

test('closing with a running agent asks; dismissing the question changes nothing', async () => {
  const { closing, event, happened } = shellIn({ running: 2 });
  closing.onWindowClose(event);
  await settled();
  expect(happened).toEqual(['asked: 2 agents are still working']);
});

test('the tray, chosen once and remembered', async () => {
  const { closing, event, happened } = shellIn({
    running: 1,
    answer: { choice: 'tray', isRemembered: true },
  });
  closing.onWindowClose(event);
  await settled();
  closing.onWindowClose(event);
  await settled();
  expect(happened).toEqual([
    'asked: An agent is still working',
    'remembered: tray',
    'hid the window',
    'hid the window',
  ]);
});

test('stop ends, and closes the core only once however often it is asked', async () => {
  const { closing, event, happened, hasQuit } = shellIn({ running: 1, answer: { choice: 'stop' } });
  closing.onWindowClose(event);
  closing.onWindowClose(event);
  closing.onBeforeQuit(event);
  await hasQuit;
  closing.end();
  expect(happened).toEqual(['asked: An agent is still working', 'stopped the agents', ...ending]);
});

test('quitting asks even when closing the window means the tray: it would stop the agent', async () => {
  const { closing, event, happened } = shellIn({ running: 1, closeBehaviour: 'tray' });
  closing.onBeforeQuit(event);
  await settled();
  expect(happened).toEqual(['asked: An agent is still working']);
});

test('closing the window on macOS stops nothing and asks nothing', async () => {
  const { closing, event, happened } = shellIn({ running: 1, platform: 'darwin' });
  closing.onWindowClose(event);
  await settled();
  expect(happened).toEqual(['hid the window']);
});

test('an app whose core does not answer can still be closed', async () => {
  const { closing, event, happened, hasQuit } = shellIn({ running: 1, isCoreSilent: true });
  closing.onWindowClose(event);
  await hasQuit;
  expect(happened).toEqual(ending);
});

test('when the system shuts down nothing is asked', async () => {
  const { closing, happened, hasQuit } = shellIn({ running: 3 });
  closing.end();
  await hasQuit;
  expect(happened).toEqual(ending);
});
