import type { Import } from '../../../core/api/contract.ts';
import { importSummarySchema } from '../../../core/api/contract.ts';
import type { House } from '../api/house.ts';

/** Resolves with the import once it is in this state, told by the changes. */
export function untilState(
  { holdfast, typed }: House,
  id: string,
  ...states: Import['state'][]
): Promise<Import> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const { data } = await typed.call('listImports');
      const now = data.find((each) => each.id === id);
      if (!now || !states.includes(now.state)) return;
      stop();
      resolve(await typed.call('getImport', { parameters: { id } }));
    };
    const stop = holdfast.onChange(({ topic }) => {
      if (topic === 'imports') look().catch(reject);
    });
    look().catch(reject);
  });
}

/** Says that the words of everybody who is called so in this export, or in the only one, are the owner's. */
export function vouchFor(house: House, review: Import, name: string, from?: string): Promise<Import> {
  const speakers = review.speakers
    .filter((speaker) => speaker.name === name && (from === undefined || speaker.export.name === from))
    .map(({ side, export: { id } }) => ({ export: id, name, side, trust: 'owner' as const }));
  return house.typed.call('chooseImport', { parameters: { id: review.id }, body: { speakers } });
}

/** Hands files over and has them read. */
export async function staged(
  house: House,
  files: Readonly<Record<string, Uint8Array>>,
  wing = 'Garden',
): Promise<Import> {
  const { id } = await house.typed.call('beginImport', { body: { wing } });
  for (const [path, bytes] of Object.entries(files)) {
    const one = async function* () {
      yield bytes;
    };
    await house.typed.send(
      `/palace/imports/${id}/files?path=${encodeURIComponent(path)}`,
      one(),
      importSummarySchema,
    );
  }
  await house.typed.call('readImport', { parameters: { id } });
  return untilState(house, id, 'review', 'failed');
}

export async function taken(house: House, id: string): Promise<Import> {
  await house.typed.call('takeImport', { parameters: { id } });
  return untilState(house, id, 'taken', 'failed');
}
