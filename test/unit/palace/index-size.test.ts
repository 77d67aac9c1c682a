import { statSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createLogger } from '../../../core/base/index.ts';
import { createPalace } from '../../../core/palace/index.ts';
import { openHouse } from './support.ts';

test('an index that its drawers cannot explain is made anew, once, with a warning', async () => {
  const first = openHouse();
  const id = await first.session();
  await first.append(id, {
    type: 'user.message',
    content: [{ type: 'text', text: 'the red umbrella' }],
  });
  await first.palace.flush();
  await first.close();
  const path = join(first.dataDir, 'index.db');
  const db = new DatabaseConstructor(path);
  db.exec("INSERT INTO drawer_vectors (sentences, number, vector) VALUES (x'', 999999, randomblob(4000000))");
  db.close();

  const second = openHouse(first.dataDir);
  const lines: string[] = [];
  const palace = createPalace({
    data: second.data,
    logger: createLogger((line) => lines.push(line), Date.now),
    allowedIndexBytes: 2 ** 20,
  });
  await palace.flush();
  expect(await palace.search({ query: 'umbrella', limit: 5 })).toHaveLength(1);
  await palace.close();
  await second.close();
  expect(statSync(path).size).toBeLessThan(2 ** 20);
  expect(lines.filter((line) => line.includes('made anew'))).toHaveLength(1);
});
