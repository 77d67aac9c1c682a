import { type KeyboardEvent, useEffect, useState } from 'react';

/** A click that was meant for what stood here before must not allow anything. */
const armingMs = 400;

/** False for a moment after `subject` changed. */
export function useArmed(subject: string): boolean {
  const [armed, setArmed] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setArmed(subject), armingMs);
    return () => clearTimeout(timer);
  }, [subject]);
  return armed === subject;
}

/** For a button that allows: Enter is pressed without looking; Space and the mouse are not. */
export function withoutEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}
