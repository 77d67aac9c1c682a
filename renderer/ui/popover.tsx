import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { layer } from './layer.ts';

export interface PopoverProps {
  /** One button with its own accessible name. */
  trigger: ReactElement;
  /** Accessible name of what opens. */
  label: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
}

/** Details behind a button, beside the page rather than over it. */
export function Popover({ trigger, label, isOpen, onOpenChange, children }: PopoverProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={layer}>
        <Base.Positioner align="end" sideOffset={6} className="z-50">
          <Base.Popup aria-label={label} className="popup max-h-[min(36rem,80vh)] w-84 overflow-y-auto p-4">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
