import { openHouseIn } from './house-in.ts';

// A process of its own that forgets all that is in the home wing until it is killed. A line before each slice.
const { palace } = openHouseIn(process.argv[2] ?? '');
await palace.forgetOld(
  { wingId: 'wing_home', whose: 'all', before: Date.now() + 24 * 3_600_000 },
  async () => process.stdout.write('.\n') || true,
);
process.stdout.write('done\n');
