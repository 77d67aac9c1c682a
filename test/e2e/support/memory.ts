import type { Locator, Page } from 'playwright';

export const drawers = (window: Page): Locator => window.getByRole('region', { name: 'Drawers' });
export const drawer = (window: Page): Locator => window.getByRole('article', { name: 'Drawer' });

/** Opens the memory and looks for words; resolves when the search has answered. */
export async function searchMemory(window: Page, words: string): Promise<void> {
  await window.getByRole('link', { name: 'Memory', exact: true }).click();
  await window.getByRole('textbox', { name: 'Search every word that was said' }).fill(words);
  const answered = drawers(window).locator(`[data-answers=${JSON.stringify(words.trim())}]`);
  // `contents` has no box of its own to be seen
  await answered
    .getByRole('status')
    .or(window.getByText(`Nothing found for “${words}”`))
    .waitFor();
}
