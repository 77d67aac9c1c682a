import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../lib/class-names.ts';
import { IconButton } from './icon-button.tsx';

export const backdropClasses =
  'fixed inset-0 z-40 bg-scrim transition-opacity data-starting-style:opacity-0 data-ending-style:opacity-0';

export interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, from the least to the most consequential. */
  footer?: ReactNode;
  width?: 'sm' | 'md' | 'lg' | 'xl';
  /** Opened to be filled in: the first field has the focus, not the button that closes. */
  isForm?: boolean;
}

const widths = {
  sm: 'w-[min(26rem,calc(100vw-4rem))]',
  md: 'w-[min(34rem,calc(100vw-4rem))]',
  lg: 'w-[min(48rem,calc(100vw-4rem))]',
  xl: 'h-[calc(100vh-6rem)] w-[min(64rem,calc(100vw-4rem))]',
};

const firstField = 'input:not([aria-hidden]), textarea, [role="combobox"]';

/** For things one may walk away from. A decision is an AlertDialog. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, description, children, footer, width = 'md', isForm = false } = props;
  const { t } = useTranslation('common');
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup
          ref={popup}
          initialFocus={() => (isForm ? popup.current?.querySelector<HTMLElement>(firstField) : null) ?? true}
          className={classNames(
            'popup fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100vh-6rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl',
            widths[width],
          )}
        >
          <header className="flex items-start gap-4 px-6 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="font-display text-lg font-semibold">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-ink-muted">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              render={<IconButton label={t('close')} icon={<X />} size="sm" hasTooltip={false} />}
            />
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long content must be scrollable by keyboard */}
          <div tabIndex={0} className="ring-inside min-h-0 flex-1 overflow-y-auto rounded-b-xl px-6 pb-5">
            {children}
          </div>
          {footer ? (
            <footer className="flex justify-end gap-2 border-t border-line px-6 py-4">{footer}</footer>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
