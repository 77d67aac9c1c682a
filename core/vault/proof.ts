import type { Random } from '../base/index.ts';
import { nonceBytes, seal, unseal } from './seal.ts';

/** Nonce and seal of an empty text: kept beside what wraps a key, so that a wrong key is known as such. */
export function proofOf(key: Uint8Array, bound: string, random: Random): Uint8Array {
  const nonce = random.bytes(nonceBytes);
  return Buffer.concat([nonce, seal(key, nonce, bound, new Uint8Array(0))]);
}

/** Whether `key` is the one that the proof was made with. */
export function isProven(key: Uint8Array, bound: string, proof: Uint8Array): boolean {
  return unseal(key, proof.subarray(0, nonceBytes), bound, proof.subarray(nonceBytes)) !== undefined;
}

/** What the proofs of the keys at rest are bound to. */
export const proofBounds = { vault: 'holdfast vault key', house: 'holdfast house key' } as const;
