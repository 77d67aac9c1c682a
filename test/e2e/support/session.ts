import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { type LaunchedApp, temporaryFolder } from './launch.ts';
import * as page from './page.js';

/** A copy of the demo's folder, named `electricity`, for one test. */
export function demoFolder(): string {
  const folder = join(temporaryFolder('demo'), 'electricity');
  mkdirSync(folder);
  cpSync(inRoot('test', 'fixtures', 'demo-folder'), folder, { recursive: true });
  return folder;
}

/** The parts of a session's page, by what they are to the owner. */
export const conversation = (window: Page): Locator => window.getByRole('log', { name: 'Conversation' });
export const message = (window: Page): Locator => window.getByRole('textbox', { name: 'Message' });
export const approval = (window: Page): Locator =>
  window.getByRole('alertdialog').filter({ hasText: 'Waiting for your decision' });
export const turnEnds = (window: Page): Locator => conversation(window).getByText(/^Worked for /);
/** Cards of calls, by the words on them. */
export const card = (window: Page, words: string | RegExp): Locator =>
  conversation(window).getByRole('button', { name: words });

/** Makes a session by the button; gives its id. Not for a window that shows an untouched one: that would be taken. */
export async function newSession(window: Page): Promise<string> {
  const before = window.url();
  await window.getByRole('button', { name: 'New session', exact: true }).first().click();
  await window.waitForURL(({ href }) => href !== before && href.includes('#/sessions/'));
  await message(window).waitFor();
  return sessionId(window);
}

export function sessionId(window: Page): string {
  const id = /#\/sessions\/([^?]+)/.exec(window.url())?.[1];
  if (id === undefined) throw new Error(`the window shows no session but ${window.url()}`);
  return id;
}

/** Grants a folder the way the owner does: the menu, then the system's dialog. */
export async function grantFolder(
  launched: LaunchedApp,
  folder: string,
  access: 'May read…' | 'May read and write…' = 'May read and write…',
): Promise<void> {
  const { window } = launched;
  launched.answerDialogs({ kind: 'pick_folder', answer: folder });
  await window.getByRole('button', { name: 'Add folder' }).click();
  await window.getByRole('menuitem', { name: access }).click();
  await window.getByRole('list', { name: 'Granted folders' }).getByRole('listitem').first().waitFor();
}

export async function send(window: Page, words: string): Promise<void> {
  await message(window).fill(words);
  await window.getByRole('button', { name: /^Send/ }).click();
}

/** Sends and waits until the agent has answered and rests. */
export async function sendAndWait(window: Page, words: string): Promise<void> {
  const ended = await endedTurns(window);
  await send(window, words);
  await untilTurnsEnded(window, ended + 1);
}

/** Resolves when this many turns of the session are over, and the newest is shown so. */
export async function untilTurnsEnded(window: Page, turns: number): Promise<void> {
  await window.evaluate(page.turnsEnded, { id: sessionId(window), turns });
  await turnEnds(window).last().waitFor();
}

async function endedTurns(window: Page): Promise<number> {
  return (await events(window)).filter(isTurnEnd).length;
}

function isTurnEnd({ type, stop_reason: reason }: WireEvent): boolean {
  const isReason = typeof reason === 'object' && reason !== null && 'type' in reason;
  return type === 'session.status_idle' && isReason && reason.type !== 'requires_action';
}

interface WireEvent {
  type: string;
  [key: string]: unknown;
}

/** Calls the API as the window does; refuses anything but success. */
export async function api<T>(window: Page, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await window.evaluate(page.callApi, { method, path: `/holdfast/v1${path}`, body });
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Every event of a session's log, in order. */
export async function events(window: Page, id = sessionId(window)): Promise<WireEvent[]> {
  const { data } = await api<{ data: { event: WireEvent }[] }>(
    window,
    'GET',
    `/sessions/${id}/events?after_seq=0&limit=1000`,
  );
  return data.map(({ event }) => event);
}

/** The words of an event's text blocks. */
export function textOf(event: WireEvent | undefined): string {
  const content = event?.content;
  if (!Array.isArray(content)) return '';
  return content.map((block: { text?: string }) => block.text ?? '').join('');
}

/** The toast or status that says `words`. */
export const said = (window: Page, words: string | RegExp): Locator => window.getByText(words).first();
