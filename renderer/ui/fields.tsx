import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from '../lib/class-names.ts';

export const fieldClasses =
  'w-full rounded-md border border-field bg-raised text-ink placeholder:text-ink-faint focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-denied';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={classNames(fieldClasses, 'h-8 px-2.5', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={classNames(fieldClasses, 'min-h-20 px-2.5 py-1.5', className)} {...rest} />;
}

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** Gets the ids that tie label, hint and error to the control. */
  children: (control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** Label above, control, hint or error below, tied together for a screen reader. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note ? (
        <p id={`${id}-note`} className={classNames('text-sm', error ? 'text-denied' : 'text-ink-muted')}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
