import { openBenchHouse } from './house.ts';
import { say } from './say.ts';

export interface LifeInput {
  folder: string;
  baseUrl: string;
  isFirst: boolean;
}

/** Job: the whole house on a folder where a session is under way; says when it has committed its first event, and works on until it is killed. */
export async function houseLife({ folder, baseUrl, isFirst }: LifeInput): Promise<void> {
  let hasSaid = false;
  const house = await openBenchHouse(folder, baseUrl, {
    at: async (point) => {
      if (hasSaid || point !== 'after:append') return;
      hasSaid = true;
      say({ first: true });
    },
  });
  if (isFirst) await house.say(await house.session(), 'Read the book, chapter by chapter.');
  await new Promise(() => {});
}
