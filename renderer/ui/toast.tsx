import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClasses } from './button.tsx';
import { IconButton } from './icon-button.tsx';

const manager = Toast.createToastManager();

export interface ToastAction {
  label: string;
  onSelect: () => void;
}

/** Says in passing that something is done or went wrong. Never for what needs an answer; it may offer to take back what was done. */
export const toast = {
  done: (title: string, description?: string, action?: ToastAction) => {
    const id = manager.add({
      title,
      type: 'done',
      timeout: action ? 12_000 : 4000,
      ...(description ? { description } : {}),
      ...(action
        ? {
            actionProps: {
              children: action.label,
              onClick: () => {
                manager.close(id);
                action.onSelect();
              },
            },
          }
        : {}),
    });
  },
  failed: (title: string, description?: string) => {
    manager.add({
      title,
      type: 'failed',
      priority: 'high',
      timeout: 10_000,
      ...(description ? { description } : {}),
    });
  },
};

/** `width`: in pixels. */
export function ToastProvider({ children, width }: { children: ReactNode; width: number }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        {/* over the end of the list of sessions, above the places: everywhere else it would lie over a title, a dialog, the composer’s buttons or an open menu */}
        <Toast.Viewport
          style={{ width }}
          className="fixed bottom-4 left-2 z-60 flex max-w-[calc(100vw-1rem)] flex-col gap-2 [body:has([data-sidebar])_&]:bottom-40"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { t } = useTranslation('common');
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root key={item.id} toast={item} className="popup px-3 py-2.5">
      <Toast.Content className="flex items-start gap-2.5">
        <span className="flex h-5 items-center [&_svg]:size-4">
          {item.type === 'failed' ? (
            <CircleAlert aria-hidden className="text-denied" />
          ) : (
            <CircleCheck aria-hidden className="text-allowed" />
          )}
        </span>
        <div className="min-w-0 flex-1 select-text">
          <Toast.Title className="font-medium break-words" />
          <Toast.Description className="break-words text-ink-muted" />
          <Toast.Action className={`${buttonClasses('secondary', 'sm')} mt-2`} />
        </div>
        {/* it can be focused at any time, so it is told of at any time */}
        <Toast.Close
          aria-hidden={false}
          render={
            <IconButton
              label={t('close')}
              icon={<X />}
              size="sm"
              hasTooltip={false}
              className="-my-1 -mr-1"
            />
          }
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
