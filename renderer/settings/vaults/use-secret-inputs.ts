import { type RefCallback, useRef } from 'react';

export type SecretProblem = 'missing' | 'unusable' | null;

export interface SecretInputs {
  /** For the `ref` of an input that holds a secret; emptied when it goes away. */
  register(name: string): RefCallback<HTMLInputElement>;
  problemOf(name: string): SecretProblem;
  /** The value, which is in the input no more. Empty where nothing was typed. */
  take(name: string): string;
}

/**
 * Secrets on their way in. They stand in their inputs and nowhere else: no state, no store, no draft has them, and what sends one takes it
 * out of its input first.
 */
export function useSecretInputs(): SecretInputs {
  const kept = useRef<SecretInputs>(null);
  kept.current ??= createSecretInputs();
  return kept.current;
}

function createSecretInputs(): SecretInputs {
  const inputs = new Map<string, HTMLInputElement>();
  // one callback for each name: another one with every render would empty what is being typed
  const callbacks = new Map<string, RefCallback<HTMLInputElement>>();
  const textOf = (name: string) => inputs.get(name)?.value.trim() ?? '';

  function callbackFor(name: string): RefCallback<HTMLInputElement> {
    return (input) => {
      if (input === null) return;
      inputs.set(name, input);
      return () => {
        input.value = '';
        inputs.delete(name);
      };
    };
  }

  return {
    register(name) {
      const callback = callbacks.get(name) ?? callbackFor(name);
      callbacks.set(name, callback);
      return callback;
    },
    problemOf(name) {
      const text = textOf(name);
      if (text === '') return 'missing';
      return /^[\x21-\x7e]{8,8192}$/.test(text) ? null : 'unusable';
    },
    take(name) {
      const text = textOf(name);
      const input = inputs.get(name);
      if (input) input.value = '';
      return text;
    },
  };
}
