import { useEffect, useRef } from 'react';

/**
 * For a list whose rows go when they are dealt with: where a row takes the focus along, the list gets it (give the ref to an element with
 * tabIndex -1), so that Tab goes on there and not at the top of the window. `count`: of its rows, or undefined while they are asked for.
 */
export function useKeptFocus<E extends HTMLElement>(count: number | undefined) {
  const element = useRef<E>(null);
  const before = useRef(count);
  useEffect(() => {
    const isFewer = before.current !== undefined && count !== undefined && count < before.current;
    before.current = count;
    if (!isFewer) return;
    // a dialog that goes along gives the focus back first, to what is gone
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === null || document.activeElement === document.body)
        element.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [count]);
  return element;
}
