import { AlertDialog as Base } from '@base-ui/react/alert-dialog';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { backdropClasses } from './dialog.tsx';

export interface AlertDialogProps {
  isOpen: boolean;
  onCancel: () => void;
  onConfirm: () => void;
  title: string;
  /** Says exactly what is lost, and what is not. */
  description: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  isBusy?: boolean;
  isDangerous?: boolean;
  /** A way to lose less, such as "Export first"; stands apart on the left. */
  alternative?: ReactNode;
  children?: ReactNode;
}

/** A decision with consequences. Cancel has the focus, Esc is cancel. */
export function AlertDialog(props: AlertDialogProps) {
  const { t } = useTranslation('common');
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <Base.Root open={props.isOpen} onOpenChange={(open) => !open && props.onCancel()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup
          initialFocus={cancel}
          className="popup fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100vh-2rem)] w-[min(30rem,calc(100vw-4rem))] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl"
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long content must be scrollable by keyboard */}
          <div tabIndex={0} className="ring-inside min-h-0 overflow-y-auto rounded-t-xl px-6 pt-5 pb-5">
            <Base.Title className="font-display text-lg font-semibold">{props.title}</Base.Title>
            <Base.Description render={<div />} className="mt-2 space-y-2 text-ink-muted">
              {props.description}
            </Base.Description>
            {props.children}
          </div>
          <footer className="flex items-center gap-2 border-t border-line px-6 py-4">
            <div className="flex-1">{props.alternative}</div>
            <Button ref={cancel} onClick={props.onCancel}>
              {props.cancelLabel ?? t('cancel')}
            </Button>
            <Button
              variant={props.isDangerous === false ? 'primary' : 'danger'}
              isBusy={props.isBusy ?? false}
              onClick={props.onConfirm}
            >
              {props.confirmLabel}
            </Button>
          </footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
