import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';
import * as page from './page.js';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the window as it stands; empty is right. */
export async function axeViolations(window: Page): Promise<unknown[]> {
  // the policy of the page allows no scripts from outside, the debugger does
  await window.evaluate(`if (!window.axe) { ${source} }`);
  return await window.evaluate(page.runAxe);
}
