import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: { classGroups: { 'font-size': [{ text: ['xs', 'sm', 'base', 'md', 'lg', 'xl', '2xl'] }] } },
});

/** Joins class names; of two that set the same property the later one wins, so callers can override. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values));
}
