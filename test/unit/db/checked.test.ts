import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createAgents } from '../../../core/agents/index.ts';
import { markGood, takeMark } from '../../../core/db/checked.ts';
import { dataFiles } from '../../../core/db/files.ts';
import { startDataClient } from '../../../core/db/index.ts';

const day = 24 * 3600 * 1000;

function filesOfAFile() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast checked '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = dataFiles(folder);
  writeFileSync(files.main, 'SQLite format 3');
  return files;
}

test('a file closed in good order is not read through at the next start, and the mark is used up', () => {
  const files = filesOfAFile();
  markGood(files, day);
  expect(takeMark(files, 2 * day)).toBe(day);
  expect(existsSync(files.checked)).toBe(false);
  expect(takeMark(files, 2 * day)).toBeNull();
});

test('after a week, after a clock set back, when somebody wrote to it, or with a mark that is damaged, it is', () => {
  const files = filesOfAFile();
  markGood(files, day);
  expect(takeMark(files, 9 * day)).toBeNull();
  markGood(files, 2 * day);
  expect(takeMark(files, day)).toBeNull();
  markGood(files, day);
  appendFileSync(files.main, 'x');
  expect(takeMark(files, day)).toBeNull();
  for (const mark of ['', '{"size":', 'null', '[]', '{"size":"15"}']) {
    writeFileSync(files.checked, mark);
    expect(takeMark(files, day)).toBeNull();
  }
});

test('what a reader finds damaged is looked at in full at the next start, although the file was closed in good order', async () => {
  const dataDir = filesOfAFile().dataDir;
  const files = dataFiles(dataDir);
  rmSync(files.main);
  const open = () => startDataClient({ workerPath: inject('workers').data, dataDir });
  const first = await open();
  await createAgents(first).putSetting({ key: 'long', value: 'x'.repeat(300_000) });
  await first.close();

  // a disk that forgets changes neither size nor date
  const bytes = readFileSync(files.main);
  bytes.fill(0xff, bytes.length - 100_000, bytes.length - 50_000);
  writeFileSync(files.main, bytes);
  markGood(files, Date.now());
  const second = await open();
  expect(second.degraded()).toBeNull();
  await expect(createAgents(second).getSetting({ key: 'long' })).rejects.toMatchObject({
    code: 'database_damaged',
  });
  await second.close();

  const third = await open();
  expect(third.degraded()).toMatchObject({ code: 'database_damaged' });
  await third.close();
});
