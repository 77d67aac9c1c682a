import { expect } from 'vitest';
import { axeViolations } from './axe.ts';
import type { LaunchedApp } from './launch.ts';
import * as page from './page.js';
import { screenshotBoth, setTheme, themes } from './screenshot.ts';

/** Widths at which a state is looked at: the usual one, and the narrowest that the window can have. */
const widths = { wide: 1280, narrow: 1000 } as const;

/**
 * Looks at the window as it stands, light and dark: axe must find nothing. Where HOLDFAST_PICTURES names a folder, pictures of every
 * width and theme are kept there as NAME-WIDTH-THEME.png.
 */
export async function lookAt(launched: LaunchedApp, name: string): Promise<void> {
  const { window, app } = launched;
  const found: Record<string, unknown[]> = {};
  const folder = process.env.HOLDFAST_PICTURES;
  if (folder) {
    for (const [width, pixels] of Object.entries(widths)) {
      await resize(app, pixels);
      await window.evaluate(page.settle);
      await screenshotBoth(launched, `${name}-${width}`, folder);
    }
    await resize(app, widths.wide);
  }
  for (const theme of themes) {
    await setTheme(launched, theme);
    await window.evaluate(page.settle);
    found[theme] = await axeViolations(window);
  }
  await setTheme(launched, 'light');
  // every state is looked at, also after one that fails
  expect.soft(found, name).toEqual({ light: [], dark: [] });
}

async function resize(app: LaunchedApp['app'], width: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, wanted) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setSize(wanted, 800);
  }, width);
}
