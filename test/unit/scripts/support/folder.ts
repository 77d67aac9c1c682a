import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test; its name has a space, as folders of people do. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
