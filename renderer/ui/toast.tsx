import { Toast } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.tsx';

const manager = Toast.createToastManager();

/** Says in passing that something is done or went wrong. Never for what needs an answer. */
export const toast = {
  done: (title: string, description?: string) => {
    manager.add({ title, type: 'done', timeout: 4000, ...(description ? { description } : {}) });
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

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        {/* at the top in the middle: at the bottom it would lie over the composer’s buttons, on the right over open menus */}
        <Toast.Viewport className="fixed top-15 left-1/2 z-60 flex w-88 -translate-x-1/2 flex-col gap-2">
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
          <Toast.Title className="font-medium" />
          <Toast.Description className="text-ink-muted" />
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
