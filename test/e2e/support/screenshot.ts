import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { LaunchedApp } from './launch.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/**
 * Takes `NAME-light.png` and `NAME-dark.png` of the window into `folder` (default: test-results/screenshots of the
 * checkout), without moving parts, and leaves the window in light. Gives the files' paths.
 */
export async function screenshotBoth(
  launched: LaunchedApp,
  name: string,
  folder = inRoot('test-results', 'screenshots'),
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const theme of [...themes].reverse()) {
    await setTheme(launched, theme);
    const path = join(folder, `${name}-${theme}.png`);
    await launched.window.screenshot({ path, animations: 'disabled', caret: 'hide' });
    files.push(path);
  }
  return files;
}

/** Puts the window into a theme as the operating system would; the setting `theme` must be `system`. */
export async function setTheme({ window }: { window: Page }, theme: Theme): Promise<void> {
  await window.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
}
