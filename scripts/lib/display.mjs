import { spawn } from 'node:child_process';
import { Stop } from './say.mjs';

/** Whether a window could be seen: macOS and Windows always have a display. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Runs `work(env)` with a display: the one there is, else an Xvfb of our own that ends with the work. */
export async function withDisplay(work) {
  if (hasDisplay()) return work({});
  return onOwnDisplay((display) => work({ DISPLAY: display }));
}

/**
 * Runs `work(env)` with two displays of our own, named in HOLDFAST_DISPLAYS with a comma between them: windows that are tested at
 * the same time must not take the focus from each other. Where there is a display already, with that one alone.
 */
export async function withTwoDisplays(work) {
  if (hasDisplay()) return work({});
  return onOwnDisplay((one) =>
    onOwnDisplay((other) => work({ DISPLAY: one, HOLDFAST_DISPLAYS: `${one},${other}` })),
  );
}

async function onOwnDisplay(work) {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => server.kill();
  process.on('exit', stop);
  try {
    const number = await displayNumber(server);
    return await work(`:${number}`);
  } finally {
    process.off('exit', stop);
    stop();
  }
}

/** Xvfb chooses a free number and writes it to descriptor 3 when it is ready. */
function displayNumber(server) {
  return new Promise((done, fail) => {
    const give = (why) => fail(new Stop(`Xvfb, the display for machines without one, ${why}.`));
    const timer = setTimeout(() => give('did not start within 20 seconds'), 20_000);
    let text = '';
    server.stdio[3].on('data', (piece) => {
      text += piece;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      done(text.trim());
    });
    server.on('error', () => give('is not installed. Run: npm run setup -- --tests'));
    server.on('exit', (code) => give(`ended at once (code ${code})`));
  });
}
