import { LoaderCircle } from 'lucide-react';
import { classNames } from '../lib/class-names.ts';

/** Decorative: say in words what is being waited for. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={classNames('size-4 animate-spin', className)} />;
}
