import { classNames } from '../lib/class-names.ts';

/** A bench holdfast: the bent iron that holds a workpiece down, driven through the bench top. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      className={classNames('size-6', className)}
    >
      <path
        d="M16 22V8.5C16 5.2 13.6 3 10.6 3 7.4 3 5.5 5.2 4.6 8.4L3.8 11.2"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path d="M2 11.6h5.4" strokeWidth="2.6" strokeLinecap="round" />
      <path d="M1.5 16.2h10.8M19.7 16.2h2.8" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
