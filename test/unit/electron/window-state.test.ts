import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine, namedDataFolder } from '../../../electron/main/arguments.ts';
import { fitBounds, readWindowState, writeWindowState } from '../../../electron/main/window-state.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const monitor = { x: 1440, y: 0, width: 2560, height: 1440 };

test('a window comes back where it was when that screen is still there', () => {
  const saved = { x: 1700, y: 100, width: 1500, height: 1000 };
  expect(fitBounds(saved, [laptop, monitor])).toEqual(saved);
});

test('a window on a screen that was unplugged is placed anew', () => {
  expect(fitBounds({ x: 1700, y: 100, width: 1500, height: 1000 }, [laptop])).toBeNull();
  expect(fitBounds({ x: 100, y: 5000, width: 1000, height: 700 }, [laptop])).toBeNull();
  expect(fitBounds({ x: 100, y: -400, width: 1000, height: 700 }, [laptop])).toBeNull();
});

test('a window larger than its screen is made to fit', () => {
  const saved = { x: 0, y: 25, width: 2560, height: 1440 };
  expect(fitBounds(saved, [laptop])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
});

test('the state is read as it was written; a damaged file is as good as none', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'holdfast-state-')), 'window-state.json');
  const first = readWindowState(file);
  const state = { bounds: laptop, isMaximized: true, zoomLevel: 1.5, theme: 'dark' } as const;
  writeWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
  writeFileSync(file, '{"bounds":');
  expect(readWindowState(file)).toEqual(first);
});

test('the packaged app is the command only when it is told so in its first word', () => {
  expect(commandLine(['/opt/Holdfast', 'serve', '--port', '1'], true)).toEqual(['serve', '--port', '1']);
  expect(commandLine(['/opt/Holdfast', '--data-dir', 'serve'], true)).toBeNull();
  expect(commandLine(['electron', 'serve'], false)).toBeNull();
});

test('the data folder is named by an argument, else by the environment', () => {
  const environment = { HOLDFAST_DATA_DIR: '/from/environment' };
  expect(namedDataFolder(['x', '--data-dir', '/a b'], environment)).toBe('/a b');
  expect(namedDataFolder(['x', '--data-dir=/c'], environment)).toBe('/c');
  expect(namedDataFolder(['x'], environment)).toBe('/from/environment');
  expect(namedDataFolder(['x'], {})).toBeNull();
});
