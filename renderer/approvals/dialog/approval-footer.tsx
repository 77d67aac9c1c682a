import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../api/index.ts';
import { Button, Kbd, Refusal } from '../../ui/index.ts';
import { VisibleText } from '../visible/visible-text.tsx';
import { DenyNote } from './deny-note.tsx';
import type { Answering } from './use-answer.ts';
import { useArmed, withoutEnter } from './use-armed.ts';

export interface ApprovalFooterProps {
  approval: Approval;
  answering: Answering;
  isNoting: boolean;
  onNoting: (isNoting: boolean) => void;
}

/** The buttons; always in view, the exact rule written out above the one that would make it. */
export function ApprovalFooter({ approval, answering, isNoting, onNoting }: ApprovalFooterProps) {
  return (
    <footer className="@container shrink-0 space-y-2.5 border-t border-line bg-raised px-4 py-3">
      <Refusal error={answering.failure} />
      {isNoting ? (
        <DenyNote
          isBusy={answering.pending === 'deny'}
          onBack={() => onNoting(false)}
          onSend={(note) => answering.answer('deny', note)}
        />
      ) : (
        <Buttons approval={approval} answering={answering} onNoting={onNoting} />
      )}
    </footer>
  );
}

function Buttons({ approval, answering, onNoting }: Omit<ApprovalFooterProps, 'isNoting'>) {
  const { t } = useTranslation('approvals');
  const id = useId();
  const isArmed = useArmed(approval.id);
  const { pending, answer } = answering;
  const rule = approval.rule_offered;
  const allowing = {
    disabled: !isArmed || pending !== null,
    onKeyDown: withoutEnter,
    className: 'disabled:opacity-100',
  };
  return (
    <>
      {rule ? (
        <p id={`${id}-rule`} className="max-h-20 overflow-y-auto text-sm text-ink-muted select-text">
          {t('ruleLead')}{' '}
          <strong className="font-medium text-ink">
            <VisibleText text={rule.text} />
          </strong>
          . {t('ruleScope')}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button isBusy={pending === 'deny'} onClick={() => answer('deny')}>
          {t('deny')}
        </Button>
        <Button variant="ghost" onClick={() => onNoting(true)}>
          {t('denyWithNote')}
        </Button>
        <span className="mr-auto hidden items-center gap-1.5 text-xs text-ink-faint @min-[36rem]:flex">
          <Kbd keys="Esc" /> {t('escDenies')}
        </span>
        <span className="mr-auto @min-[36rem]:hidden" />
        {rule ? (
          <Button
            {...allowing}
            aria-describedby={`${id}-rule`}
            isBusy={pending === 'allow_session'}
            onClick={() => answer('allow_session')}
          >
            {t('allowSession')}
          </Button>
        ) : null}
        <Button
          {...allowing}
          variant={approval.preview.reversible ? 'primary' : 'secondary'}
          isBusy={pending === 'allow_once'}
          onClick={() => answer('allow_once')}
        >
          {t('allowOnce')}
        </Button>
      </div>
    </>
  );
}
