import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { markGood, takeMark } from '../../../core/db/checked.ts';
import { dataFiles } from '../../../core/db/files.ts';

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
