import { Check, Copy, ShieldQuestion } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../api/index.ts';
import { classNames } from '../../lib/class-names.ts';
import { useCopy } from '../../lib/use-copy.ts';
import { IconButton, RelativeTime } from '../../ui/index.ts';
import { visibleString } from '../visible/visible-text.ts';
import { ApprovalContent } from './approval-content.tsx';
import { ApprovalFooter } from './approval-footer.tsx';
import { Pager, type PagerProps } from './pager.tsx';
import { useAnswer } from './use-answer.ts';
import { useDialogFocus } from './use-dialog-focus.ts';

export interface ApprovalDialogProps {
  approval: Approval;
  pager?: PagerProps;
  /** Says which session asks, where several may. */
  namesSession?: boolean;
  className?: string;
}

/**
 * The decision about one exact call. Nothing in it allows by Enter or by initial focus; Esc denies while the
 * focus is inside; everything can be read in full above buttons that stay in place.
 */
export function ApprovalDialog({ approval, pager, namesSession = false, className }: ApprovalDialogProps) {
  const { t } = useTranslation('approvals');
  const id = useId();
  const dialog = useRef<HTMLElement>(null);
  const [isNoting, setNoting] = useState(false);
  const answering = useAnswer(approval);
  useDialogFocus(dialog, approval.id);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    answering.answer('deny');
  }
  return (
    <section
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-content`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className={classNames(
        'flex min-h-0 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-high outline-none focus-visible:border-focus',
        className,
      )}
    >
      <header className="flex items-center gap-2 border-b border-line bg-asked-soft py-1.5 pr-2 pl-4">
        <ShieldQuestion aria-hidden className="size-4 text-asked" />
        <p className="text-sm font-medium text-asked">{t('asksYou')}</p>
        <RelativeTime at={approval.created_at} className="text-sm text-ink-muted" />
        {approval.expires_at === null ? null : (
          <p className="text-sm text-ink-muted">
            {t('expires')} <RelativeTime at={approval.expires_at} />
          </p>
        )}
        <div className="ml-auto flex items-center gap-1">
          {pager ? <Pager {...pager} /> : null}
          <CopyWhole approval={approval} />
        </div>
      </header>
      <ApprovalContent
        approval={approval}
        namesSession={namesSession}
        ids={{ title: `${id}-title`, content: `${id}-content` }}
      />
      <ApprovalFooter approval={approval} answering={answering} isNoting={isNoting} onNoting={setNoting} />
    </section>
  );
}

function CopyWhole({ approval }: { approval: Approval }) {
  const { t } = useTranslation(['approvals', 'common']);
  const { hasCopied, copy } = useCopy();
  return (
    <IconButton
      size="sm"
      label={hasCopied ? t('common:copied') : t('copyWhole')}
      icon={hasCopied ? <Check /> : <Copy />}
      onClick={() =>
        copy(`${visibleString(approval.preview.sentence)}\n\n${JSON.stringify(approval.input, null, 2)}`)
      }
    />
  );
}
