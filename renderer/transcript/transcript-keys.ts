import type { KeyboardEvent } from 'react';

/**
 * On a card, up and down go to the next card; End goes to the newest row. Everywhere else the keys scroll as usual
 * (arrows, page keys, Home), because the list itself can have the focus.
 */
export function moveAmongCards(event: KeyboardEvent<HTMLElement>, toEnd: () => void): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const target = event.target;
  if (!(target instanceof HTMLElement) || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  if (event.key === 'End') {
    event.preventDefault();
    toEnd();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !target.hasAttribute('data-transcript-row')) return;
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-transcript-row]')];
  const next = cards[cards.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
