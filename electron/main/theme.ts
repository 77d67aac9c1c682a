import { nativeTheme } from 'electron';
import { background, type Logger } from '../../core/base/index.ts';
import type { Holdfast } from '../../core/holdfast.ts';
import type { Client } from './client.ts';

/** Keeps native dialogs, menus and the window's background in the owner's theme. Returns what stops it. */
export function followTheme(
  holdfast: Pick<Holdfast, 'onChange'>,
  client: Client,
  logger: Logger,
): () => void {
  const apply = async () => {
    nativeTheme.themeSource = (await client.settings()).theme;
  };
  const start = () => background(apply(), 'following the theme', logger);
  start();
  return holdfast.onChange(({ topic }) => {
    if (topic === 'settings') start();
  });
}
