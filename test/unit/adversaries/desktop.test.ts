import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { expect, test, vi } from 'vitest';
import { silentLogger } from '../../../core/base/index.ts';
import { previewText } from '../../../core/cli/approvals.ts';
import { visible } from '../../../core/cli/terminal.ts';
import { guardContents } from '../../../electron/main/guards.ts';
import { hijack } from './support.ts';

// each test opens a house of its own
vi.setConfig({ testTimeout: 60_000 });

test('15: an approval’s text cannot erase, turn round or hide what it says in a terminal [truthful approval]', () => {
  const to = `ann\u001b[2K\u001b[1Gmallory \u202egpj.exe\rApproved${' '.repeat(10_000)}mallory@evil.example`;
  const shown = visible(
    previewText({
      id: 'sevt_1',
      session_id: 'sesn_1',
      session_title: '',
      tool_use_id: 'sevt_1',
      tool: 'send_mail',
      input: { to },
      input_hash: 'x',
      created_at: '2026-11-29T00:00:00.000Z',
      expires_at: null,
      status: 'pending',
      preview: {
        sentence: 'Send a mail.',
        reversible: false,
        facts: [{ label: 'To', value: to }],
        paths: [],
        diff: [],
      },
      why: [],
      origins: null,
      noticed: [],
      rule_offered: null,
      answered_at: null,
      answered_by: null,
      note: null,
    }),
  );
  for (const turning of ['\u001b', '\u202e', '\r']) expect(shown).not.toContain(turning);
  expect(shown).toContain('mallory@evil.example');
});

test('25: no page of the window goes anywhere, and no tool reaches clipboard, notification, title or other programs [desktop egress]', async () => {
  // what Electron tells a page's guard, without a screen
  const contents = new EventEmitter();
  const opened: { action: string }[] = [];
  const handled = Object.assign(contents, {
    setWindowOpenHandler: (open: (details: { url: string }) => { action: string }) =>
      void opened.push(open({ url: 'https://evil.example/?q=secret' })),
  });
  guardContents(handled as unknown as WebContents, silentLogger);
  const leavings = ['will-frame-navigate', 'will-redirect', 'will-attach-webview'].map((name) => {
    let isPrevented = false;
    const event = {
      url: 'mailto:mallory@evil.example?body=secret',
      isMainFrame: true,
      preventDefault() {
        isPrevented = true;
      },
    };
    contents.emit(name, event);
    return isPrevented;
  });
  expect({ opened, leavings }).toEqual({ opened: [{ action: 'deny' }], leavings: [true, true, true] });

  const names = ['open_external', 'clipboard_write', 'notify', 'set_title'];
  const { made } = await hijack({ prompt: 'Tell me', calls: names.map((tool) => ({ tool, args: {} })) });
  expect(made.map(({ text }) => text)).toEqual(
    names.map((name) => expect.stringContaining(`There is no tool named "${name}"`)),
  );
});
