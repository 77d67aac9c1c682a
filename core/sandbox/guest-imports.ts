import { repairJson } from './boundary.ts';
import type { Linker } from './module-linker.ts';

/** What answers `import()` of a name that was not linked before the run; `json` is the question of the guest's runtime. Never rejects. */
export async function answerImport(
  linker: Linker | undefined,
  json: string,
): Promise<{ isError: boolean; json: string }> {
  const asked: { name?: unknown; from?: unknown } = JSON.parse(repairJson(json));
  const name = typeof asked.name === 'string' ? asked.name : '';
  try {
    if (!linker) throw new Error('there are no modules');
    const from = typeof asked.from === 'string' ? asked.from : null;
    return { isError: false, json: JSON.stringify(await linker.linkImport(name, from)) };
  } catch (caught) {
    const detail = caught instanceof Error ? caught.message : String(caught);
    const error = { name: 'Error', message: `Cannot import '${name}': ${detail}` };
    return { isError: true, json: JSON.stringify(error) };
  }
}
