import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';
import { fieldClasses } from './fields.tsx';
import { layer } from './layer.ts';

export interface SelectProps<V extends string> {
  /** Null: nothing is chosen yet, and `placeholder` is shown. */
  value: V | null;
  placeholder?: string;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string; hint?: string }[];
  /** Accessible name, when no `<label htmlFor={id}>` points here. */
  label?: string;
  id?: string;
  className?: string;
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { value, placeholder, onChange, options, label, id, className } = props;
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger
        id={id}
        aria-label={label}
        className={classNames(fieldClasses, 'flex h-8 items-center gap-2 px-2.5 text-left', className)}
      >
        <Base.Value placeholder={placeholder} className="flex-1 truncate data-placeholder:text-ink-faint" />
        <Base.Icon className="text-ink-muted">
          <ChevronsUpDown className="size-3.5" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal container={layer}>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="popup max-h-72 max-w-[min(30rem,var(--available-width))] min-w-[var(--anchor-width)] overflow-y-auto p-1">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default items-center gap-2 rounded-md px-2 py-1.5 outline-none data-highlighted:bg-hover"
              >
                <span className="w-4 shrink-0">
                  <Base.ItemIndicator>
                    <Check className="size-4 text-accent" />
                  </Base.ItemIndicator>
                </span>
                <span className="min-w-0 break-words">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint ? <span className="block text-sm text-ink-muted">{option.hint}</span> : null}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
