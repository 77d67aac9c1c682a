import { useTranslation } from 'react-i18next';
import type { ImportItem } from '../api/index.ts';

const kinds = [
  'tool_call', 'tool_result', 'thinking', 'picture', 'attachment', 'system', 'other_branch', 'side_thread', 'service', 'empty', 'other',
] as const; // biome-ignore format: a list of names

/** What of an item was not read, in words; null where that is nothing. */
export function useLeftOut({ left_out }: Pick<ImportItem, 'left_out'>): string | null {
  const { t, i18n } = useTranslation('imports');
  if (left_out.length === 0) return null;
  const words = left_out.map(({ kind, count }) =>
    t(`leftOutKind.${kinds.find((each) => each === kind) ?? 'other'}`, { count }),
  );
  return new Intl.ListFormat(i18n.language).format(words);
}
