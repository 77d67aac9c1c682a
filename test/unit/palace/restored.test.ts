import { expect, test } from 'vitest';
import { onMessage, openHouse } from '../harness/support.ts';

test('what is in a restored backup is found at once', async () => {
  const house = await openHouse([
    onMessage('work', 'think', { thought: 'so' }),
    { when: {}, reply: { blocks: [{ text: 'Noted.' }] } },
  ]);
  const id = await house.session();
  await house.say(id, 'the boat is called Seepferdchen');
  await house.idle(id);
  expect(await house.holdfast.palace.search({ query: 'Seepferdchen', limit: 5 })).not.toEqual([]);
  const made = (await house.post('/holdfast/v1/backups', {})) as { id: string };
  await house.post('/holdfast/v1/backups/restore', { backup_id: made.id });
  expect(await house.holdfast.palace.search({ query: 'Seepferdchen', limit: 5 })).not.toEqual([]);
  expect(house.errors).toEqual([]);
});
