import { Switch as Base } from '@base-ui/react/switch';

export interface SwitchProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  label: string;
}

/** `label` is the accessible name; show words beside it too. */
export function Switch({ isOn, onChange, label }: SwitchProps) {
  return (
    <Base.Root
      checked={isOn}
      onCheckedChange={onChange}
      aria-label={label}
      className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-field bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-ink-muted transition-transform data-checked:translate-x-4 data-checked:bg-accent-ink" />
    </Base.Root>
  );
}
