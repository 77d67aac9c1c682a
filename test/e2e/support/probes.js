// Functions that tests run inside the window's page (`window.evaluate(probe, argument)`): each must stand alone. They
// are JavaScript because the types of the DOM are not in the tests' program, where they would hide Node's.

/** The headers `names` of the page itself. */
export async function headersOfPage(names) {
  const response = await fetch('/');
  return Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
}

/** Those of `names` that the page's script can see as globals. */
export function visibleGlobals(names) {
  return names.filter((name) => name in window);
}

/** Tries an inline script, an inline handler and code from a string. */
export async function tryInlineCode() {
  const script = document.createElement('script');
  script.textContent = 'document.title = "hijacked"';
  const button = document.createElement('button');
  button.setAttribute('onclick', 'document.title = "hijacked"');
  document.body.append(script, button);
  button.click();
  script.remove();
  button.remove();
  // code that the debugger evaluates may use eval; what it leaves for a later task may not
  await new Promise((resolve) => setTimeout(resolve));
  let hasRunText = true;
  try {
    new Function('return 1')();
  } catch {
    hasRunText = false;
  }
  return { title: document.title, hasRunText };
}

/** Tries every way of loading something from `origin`; says of each whether it was loaded or refused. */
export async function loadFrom(origin) {
  const element = (name) =>
    new Promise((resolve) => {
      const created = document.createElement(name);
      created.addEventListener('load', () => resolve('loaded'));
      created.addEventListener('error', () => resolve('refused'));
      document.addEventListener('securitypolicyviolation', () => resolve('refused'), { once: true });
      if (name === 'link') created.rel = 'stylesheet';
      created[name === 'link' ? 'href' : 'src'] = `${origin}/${name}`;
      document.body.append(created);
      setTimeout(() => created.remove(), 1000);
    });
  const socket = () =>
    new Promise((resolve) => {
      try {
        const opened = new WebSocket(origin.replace('http', 'ws'));
        opened.onopen = () => resolve('loaded');
        opened.onerror = () => resolve('refused');
      } catch {
        resolve('refused');
      }
    });
  navigator.sendBeacon(`${origin}/beacon`, 'x');
  const outcome = {};
  for (const name of ['img', 'script', 'iframe', 'link']) outcome[name] = await element(name);
  outcome.fetch = await fetch(`${origin}/fetch`).then(
    () => 'loaded',
    () => 'refused',
  );
  outcome.socket = await socket();
  return outcome;
}

export const openWindow = (url) => window.open(url) !== null;

/** Clicks on a link to `url`, and gives Electron the time of a frame to follow it. */
export async function followLink(url) {
  const link = document.createElement('a');
  link.href = url;
  document.body.append(link);
  link.click();
  link.remove();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

/** What becomes of each permission that a page may ask for: its state, and what asking gives. */
export async function askPermissions() {
  const state = async (name) => (await navigator.permissions.query({ name })).state;
  const position = new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      () => resolve('granted'),
      (error) => resolve(error.code === 1 ? 'denied' : `error ${error.code}`),
    );
  });
  return {
    camera: await state('camera'),
    microphone: await state('microphone'),
    clipboardRead: await state('clipboard-read'),
    clipboardWrite: await state('clipboard-write'),
    notifications: await Notification.requestPermission(),
    position: await position,
    readText: await navigator.clipboard.readText().then(
      () => 'granted',
      (error) => error.name,
    ),
  };
}

/** The HTTP status of each path of the window's own origin. */
export async function statusesOf(requests) {
  return await Promise.all(requests.map(async ({ path, method }) => (await fetch(path, { method })).status));
}

export const markPage = () => document.body.setAttribute('data-same-page', 'yes');
export const whereIsPage = () => ({
  hash: location.hash,
  isSamePage: document.body.dataset.samePage === 'yes',
});
