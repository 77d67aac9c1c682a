import { useTranslation } from 'react-i18next';
import type { McpLabels } from '../../api/index.ts';

/** Labels as one line: what the tool does, whether it can be undone, which arguments decide. */
export function useLabelWords(): (labels: McpLabels) => string {
  const { t } = useTranslation('servers');
  return ({ effect, reversibility, sinks }) => {
    const names = sinks.includes('*') ? t('labelWords.any') : sinks.join(', ');
    return [
      t(`effect.${effect}`),
      ...(effect === 'none' ? [] : [t(`labelWords.${reversibility}`)]),
      ...(sinks.length > 0 ? [t('labelWords.sinks', { names })] : []),
    ].join(' · ');
  };
}
