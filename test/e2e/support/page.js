// Functions that tests run inside the window's page, as probes.js: each must stand alone.

/** Calls the API as the window does; gives {status, body}. */
export async function callApi({ method, path, body }) {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`/api${path}`, { method, headers, ...init });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** Begins to note the time between frames, and how long a request to the API takes, over and over. */
export function watchResponsiveness() {
  const watch = { frames: [], requests: [], isOver: false };
  window.holdfastWatch = watch;
  let before = performance.now();
  const frame = (now) => {
    watch.frames.push(now - before);
    before = now;
    if (!watch.isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const ask = async () => {
    while (!watch.isOver) {
      const began = performance.now();
      await fetch('/api/holdfast/v1/sessions?limit=5');
      watch.requests.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  void ask();
}

/** Ends the watch; gives milliseconds: {frames, requests}. */
export function endWatch() {
  const watch = window.holdfastWatch;
  watch.isOver = true;
  return { frames: watch.frames.slice(1), requests: watch.requests };
}

/** Scrolls the conversation from its end towards its beginning by `distance` in every frame; gives the most rows that there were at a time. */
export async function mostRowsWhileScrolling({ steps, distance }) {
  const list = document.querySelector('[role="log"]');
  let most = 0;
  for (let step = 0; step < steps; step += 1) {
    list.scrollBy(0, distance);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    most = Math.max(most, list.querySelectorAll('[data-item-index]').length);
  }
  return most;
}

/** Drops files onto the window as a person would from the file manager. `files`: {name, type, base64}. */
export function dropFiles(files) {
  const transfer = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }
}

/** Pastes a file into the element that has the focus. */
export function pasteFile({ name, type, base64 }) {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  transfer.items.add(new File([bytes], name, { type }));
  const event = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}

/** What has the focus: its role and name as far as the element itself says. */
export function focused() {
  const { activeElement: element } = document;
  return {
    tag: element.tagName.toLowerCase(),
    role: element.getAttribute('role'),
    name: element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 80),
  };
}

/** The colours in use, whoever chose them. */
export function colours() {
  const { backgroundColor } = getComputedStyle(document.querySelector('main'));
  const [, lightness = '1'] = /oklch\(([\d.]+)/.exec(backgroundColor) ?? [];
  const [red = 255] = (/rgb\((\d+)/.exec(backgroundColor) ?? []).slice(1).map(Number);
  return { isDark: Number(lightness) < 0.5 || red < 128, backgroundColor };
}

/** Runs axe, which was put into the page before; gives what it found, short. */
export async function runAxe() {
  const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} :: ${failureSummary}`),
  }));
}

/** The text that the API answers with. */
export async function fetchText(path) {
  const response = await fetch(`/api${path}`);
  return response.text();
}

/** Resolves when this many turns of a session are over, as its stream tells; rejects after a minute. */
export async function turnsEnded({ id, turns }) {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(60_000)]);
  const response = await fetch(`/api/holdfast/v1/sessions/${id}/stream?after_seq=0`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let ended = 0;
  while (ended < turns) {
    const { done, value } = await reader.read();
    if (done) throw new Error('the stream ended before the turn did');
    const frames = (text + value).split('\n\n');
    text = frames.pop();
    for (const frame of frames) {
      const [, data] = /^data: (.*)$/m.exec(frame) ?? [];
      const { event } = data === undefined ? {} : JSON.parse(data);
      if (event?.type === 'session.status_idle' && event.stop_reason.type !== 'requires_action') ended += 1;
    }
  }
  over.abort();
}

/** Resolves when nothing moves any more and what was changed is drawn. */
export async function settle() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  const endless = (animation) => animation.effect?.getComputedTiming().iterations === Infinity;
  const moving = document.getAnimations().filter((animation) => !endless(animation));
  await Promise.allSettled(moving.map(({ finished }) => finished));
  await frame();
}

/** Posts to the API and, in the same moment, presses the button of this name: what is pressed comes second. */
export function postThenPress({ path, body, name }) {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent === name);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  void fetch(`/api${path}`, init);
  button.click();
}

/** Everything of the page that a script could read without asking anybody: its source, what stands in fields, what is stored. */
export function everythingInPage() {
  const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
  return [
    document.documentElement.outerHTML,
    ...fields,
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    location.href,
  ].join('\n');
}

/** What a drop of one file with these bytes carries. */
export function dropOf({ name, bytes }) {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name));
  return transfer;
}

/** Whether all of an element lies in the window. */
export function isInView(element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}

/** Whether the window is about so wide, in its own pixels. */
export function isAboutAsWide(width) {
  return Math.abs(innerWidth - width) < 20;
}
