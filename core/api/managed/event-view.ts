import { isHoldfastEvent, type SessionEvent, withoutHoldfast } from '../../events/index.ts';

/** What a client that did not ask for `?holdfast=true` sees of an event; null when it is Holdfast's own. */
export function eventOnWire(event: SessionEvent, withExtras: boolean): SessionEvent | null {
  if (withExtras) return event;
  return isHoldfastEvent(event) ? null : withoutHoldfast(event);
}

export function wantsExtras(url: URL): boolean {
  return url.searchParams.get('holdfast') === 'true';
}
