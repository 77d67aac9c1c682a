import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from './model/content.ts';
import type { Item, SessionState } from './model/items.ts';

/** Whole messages and changes of state, not single words; at most one every second. */
const pauseMs = 1000;
const longestSpoken = 400;

/** Says for a screen reader what is new since the transcript was opened. */
export function Announcer({ items, state }: { items: readonly Item[]; state: SessionState }) {
  const { t } = useTranslation('transcript');
  const [spoken, setSpoken] = useState('');
  const lastKey = useRef<string | null>(null);
  const message = items.findLast((item) => item.kind === 'agent');
  const key = message?.key ?? '';
  const text = message?.kind === 'agent' ? textOf(message.event.content).slice(0, longestSpoken) : '';
  const status = state.status === 'running' ? t('working') : '';
  useEffect(() => {
    if (lastKey.current === null || lastKey.current === key) {
      lastKey.current = key;
      return;
    }
    const timer = setTimeout(() => {
      lastKey.current = key;
      setSpoken(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [key, text]);
  return (
    <div className="sr-only">
      <div role="status">{status}</div>
      <div aria-live="polite">{spoken}</div>
    </div>
  );
}
