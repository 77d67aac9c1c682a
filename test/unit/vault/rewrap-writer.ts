import { keepers, openRewrapHouse } from './rewrap-house.ts';

// `node rewrap-writer.js DATA_DIR AT`: hands the keys from keeper to keeper, beginning with number AT, until it is killed. It says `about N`
// before the keys go to keeper N, and `done N` once that was promised.
const [dataDir = '', from = '0'] = process.argv.slice(2);
const house = await openRewrapHouse(dataDir);
const say = (line: string) => process.stdout.write(`${line}\n`);

for (let at = Number(from); ; ) {
  const next = (at + 1) % keepers.length;
  const [current, wanted] = [keepers[at] ?? undefined, keepers[next] ?? null];
  say(`about ${next}`);
  if (wanted !== null) await house.ring.setPassphrase({ passphrase: wanted, current });
  else await house.ring.removePassphrase(current ?? '');
  say(`done ${next}`);
  at = next;
}
