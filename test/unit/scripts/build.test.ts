import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDriverIsOutside } from '../../../scripts/lib/build.mjs';
import { temporaryFolder } from './support/folder.ts';

const alias = 'file:///home/a%20b/.runtime/better-sqlite3/lib/index.js';

function built(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'index.js'), text);
  return folder;
}

test('a build that imports the driver from outside is good', () => {
  checkDriverIsOutside(built('import Database from "better-sqlite3";\n'), 'better-sqlite3');
  checkDriverIsOutside(built(`import Database from "${alias}";\n`), alias);
});

test('a build that contains the driver, or imports another one, is refused', () => {
  const bundled = built('addon = require("../build/Release/better_sqlite3.node");\n');
  expect(() => checkDriverIsOutside(bundled, 'better-sqlite3')).toThrow(/must stay an import/);
  const other = built('import Database from "better-sqlite3";\n');
  expect(() => checkDriverIsOutside(other, alias)).toThrow(`expected ${alias}`);
});
