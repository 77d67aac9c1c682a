import { useTranslation } from 'react-i18next';
import type { CallGrantContent } from '../api/index.ts';
import { useToolName } from '../approvals/index.ts';

/** A grant in a sentence: what, for whom, and whose words count. */
export function useGrantWords() {
  const { t } = useTranslation('grants');
  const nameOf = useToolName();
  return {
    sentence({ tools, values, sources }: Pick<CallGrantContent, 'tools' | 'values' | 'sources'>): string {
      const names = tools.map((tool) => nameOf(tool)).join(', ');
      const what =
        values.length === 0
          ? t('anyTarget', { names })
          : t('forTargets', { names, targets: values.join(', ') });
      const others = sources.filter((source) => !values.includes(source));
      return others.length === 0 ? what : t('asSourcesSay', { what, sources: others.join(', ') });
    },
  };
}
