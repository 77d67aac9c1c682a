import { Ban, ShieldAlert, ShieldCheck, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { Badge, type Tone } from '../../ui/index.ts';
import type { ToolCall } from '../model/items.ts';

type Words =
  | 'verdictAsked'
  | 'verdictOwnerAllowed'
  | 'verdictOwnerAllowedSession'
  | 'verdictOwnerDenied'
  | 'verdictRule'
  | 'verdictPolicy'
  | 'verdictDefault'
  | 'verdictPolicyDenied'
  | 'verdictBlocked'
  | 'verdictGrant';

interface Look {
  tone: Tone;
  words: Words;
  icon: React.ReactNode;
}

/** Who let a call run, or did not. */
export function verdictLook(call: ToolCall): Look | null {
  const rule = call.verdict?.rule ?? '';
  if (call.confirmation?.result === 'deny')
    return { tone: 'denied', words: 'verdictOwnerDenied', icon: <UserRoundX /> };
  if (call.confirmation) {
    const isSession = call.confirmation.holdfast?.scope === 'session';
    const words = isSession ? 'verdictOwnerAllowedSession' : 'verdictOwnerAllowed';
    return { tone: 'allowed', words, icon: <UserRoundCheck /> };
  }
  if (call.status === 'waiting') return { tone: 'asked', words: 'verdictAsked', icon: <ShieldAlert /> };
  if (call.verdict?.decision === 'deny' || call.status === 'denied') {
    if (rule.startsWith('block:')) return { tone: 'blocked', words: 'verdictBlocked', icon: <Ban /> };
    const words = rule === 'owner' ? 'verdictOwnerDenied' : 'verdictPolicyDenied';
    return { tone: rule === 'owner' ? 'denied' : 'blocked', words, icon: <Ban /> };
  }
  if (call.verdict?.decision !== 'allow') return null;
  if (rule.startsWith('rule:')) return { tone: 'allowed', words: 'verdictRule', icon: <ShieldCheck /> };
  if (rule.startsWith('grant:')) return { tone: 'allowed', words: 'verdictGrant', icon: <ShieldCheck /> };
  if (rule.startsWith('policy:')) return { tone: 'neutral', words: 'verdictPolicy', icon: <ShieldCheck /> };
  if (rule === 'owner') return { tone: 'allowed', words: 'verdictOwnerAllowed', icon: <UserRoundCheck /> };
  return { tone: 'neutral', words: 'verdictDefault', icon: <ShieldCheck /> };
}

/** The chip on a card. What ran by default is not worth a colour, and its words wait for the mouse or the open card. */
export function VerdictChip({ call }: { call: ToolCall }) {
  const { t } = useTranslation('transcript');
  const look = verdictLook(call);
  if (!look) return null;
  const reason = call.verdict?.reason ?? '';
  if (look.tone === 'neutral') {
    return (
      <span title={`${t(look.words)}. ${reason}`} className={classNames('text-ink-faint [&_svg]:size-3.5')}>
        {look.icon}
        <span className="sr-only">{t(look.words)}</span>
      </span>
    );
  }
  return (
    <span title={reason}>
      <Badge tone={look.tone} icon={look.icon}>
        {t(look.words)}
      </Badge>
    </span>
  );
}
