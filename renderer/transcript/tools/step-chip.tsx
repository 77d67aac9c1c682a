import { ListChecks, ListX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';

/** Which step of the approved plan a call belongs to, or that it belongs to none. */
export function StepChip({ call }: { call: ToolCall }) {
  const { t } = useTranslation('modes');
  if (call.planStep) {
    const number = call.planStep.index + 1;
    const { title } = call.planStep;
    return (
      <span title={title === null ? t('stepOf', { number }) : t('stepCovers', { number, title })}>
        <Badge icon={<ListChecks aria-hidden />}>{t('step', { number })}</Badge>
      </span>
    );
  }
  if (call.verdict?.rule !== 'plan') return null;
  return (
    <span title={call.verdict.reason}>
      <Badge tone="asked" icon={<ListX aria-hidden />}>
        {t('stepOutside')}
      </Badge>
    </span>
  );
}
