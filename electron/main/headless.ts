/**
 * Runs the packaged app as the `holdfast` command. Electron waits for its main file before it starts the window
 * system, so as long as this is awaited there, no screen is needed. The command module awaits its own work and leaves
 * the code in `process.exitCode`; it reads its words from the third on, as under Node.
 */
export async function runCommand(words: readonly string[]): Promise<never> {
  process.argv = [process.execPath, 'holdfast', ...words];
  await import(new URL('./cli.js', import.meta.url).href);
  process.exit();
}
