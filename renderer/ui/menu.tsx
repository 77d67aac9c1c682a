import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';
import { Kbd } from './kbd.tsx';
import { layer } from './layer.ts';

/** A menu behind `trigger` (one button with its own accessible name). */
export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={layer}>
        <Base.Positioner align={align} sideOffset={4} className="z-50">
          <Base.Popup className="popup min-w-48 p-1">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  shortcut?: string;
  isDangerous?: boolean;
  isDisabled?: boolean;
}

export function MenuItem({
  icon,
  children,
  onSelect,
  shortcut,
  isDangerous = false,
  isDisabled = false,
}: MenuItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={isDisabled}
      className={classNames(
        'flex h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 outline-none data-disabled:opacity-50 [&_svg]:size-4',
        isDangerous
          ? 'text-denied data-highlighted:bg-denied-soft'
          : 'text-ink data-highlighted:bg-hover [&_svg]:text-ink-muted',
      )}
    >
      {icon}
      <span className="flex-1">{children}</span>
      {shortcut ? <Kbd keys={shortcut} /> : null}
    </Base.Item>
  );
}

/** A choice of a menu that says in a sentence what it means. */
export function MenuChoice(props: {
  icon: ReactNode;
  title: string;
  children: string;
  onSelect: () => void;
}) {
  return (
    <Base.Item
      onClick={props.onSelect}
      className="flex cursor-default gap-3 rounded-md px-3 py-2 outline-none data-highlighted:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted"
    >
      {props.icon}
      <span>
        <span className="block font-medium">{props.title}</span>
        <span className="block text-sm text-ink-muted">{props.children}</span>
      </span>
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />;
}
