import { useTranslation } from 'react-i18next';
import { type CallGrantContent, useEndpoint } from '../api/index.ts';
import { VisibleText } from '../approvals/index.ts';
import { Banner, Button } from '../ui/index.ts';
import { openGrants } from './open-grants.ts';

const effects: readonly CallGrantContent['effect'][] = [
  'local', 'egress', 'money', 'destructive', 'account', 'exec', 'physical',
]; // biome-ignore format: a list of names

export interface BlockedProps {
  sessionId: string;
  tool: string;
  /** Why, in the gate's words. */
  reason: string;
  /** What of the call only others' text names, or nobody. */
  values: readonly string[];
  isFloor: boolean;
}

/** A call that was blocked: why, and the one way to lift it, which is to change what the task may do. */
export function Blocked({ sessionId, tool, reason, values, isFloor }: BlockedProps) {
  const { t } = useTranslation('grants');
  const info = useEndpoint('listTools').data?.data.find(({ name }) => name === tool);
  const effect = effects.find((each) => each === info?.effect) ?? 'egress';
  const action = isFloor ? undefined : (
    <Button
      size="sm"
      onClick={() =>
        openGrants.show(sessionId, { effect, tools: [tool], values: [...values], sources: [], text: tool })
      }
    >
      {t('change')}
    </Button>
  );
  return (
    <Banner tone="warning" action={action}>
      <span className="font-medium">{t('blocked')}</span> <VisibleText text={reason} />
    </Banner>
  );
}
