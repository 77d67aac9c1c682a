import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { HoldfastError, type Random } from '../base/index.ts';
import { isProven, proofOf } from './proof.ts';
import { keyBytes, nonceBytes, seal, unseal } from './seal.ts';

/** Of scrypt (RFC 7914). It takes 128 * n * r bytes of memory. */
export const scryptCost = z.object({
  n: z
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(16),
});
export type ScryptCost = z.infer<typeof scryptCost>;

/** 128 MB and half a second: what OWASP's password storage cheat sheet asks of scrypt. */
export const usualCost: ScryptCost = { n: 2 ** 17, r: 8, p: 1 };

/** All that is kept of a passphrase. */
export interface StoredPassphrase {
  salt: Uint8Array;
  cost: ScryptCost;
  proof: Uint8Array;
}

const scryptAsync = promisify<
  string,
  Uint8Array,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);
export const saltBytes = 16;
const proofBound = 'holdfast vault passphrase';
const wrapBound = 'holdfast profile key';
const version = 1;
const fewestCharacters = 12;
const mostCharacters = 1000;
const fewestDifferent = 5;

/** A key of 32 bytes; off this thread. */
export function deriveKey(
  passphrase: string,
  salt: Uint8Array,
  { n, r, p }: ScryptCost,
): Promise<Uint8Array> {
  return scryptAsync(passphrase, salt, keyBytes, { N: n, r, p, maxmem: 256 * n * r });
}

/** As it is derived from: one form, however the keyboard made it, without what stands around it. */
export function normalPassphrase(text: string): string {
  return text.normalize('NFKC').trim();
}

/** Throws `invalid_request`, without the passphrase, for one that is guessed too soon. */
export function requireStrong(text: string): string {
  const passphrase = normalPassphrase(text);
  const characters = [...passphrase];
  if (characters.length < fewestCharacters || characters.length > mostCharacters)
    throw new HoldfastError(
      'invalid_request',
      `A passphrase has ${fewestCharacters} to ${mostCharacters} characters: several words are good.`,
    );
  if (new Set(characters).size < fewestDifferent)
    throw new HoldfastError('invalid_request', 'A passphrase has at least five different characters.');
  return passphrase;
}

/** What is kept of a new passphrase, and the key that it gives. */
export async function newPassphrase(
  passphrase: string,
  { random, cost }: { random: Random; cost: ScryptCost },
): Promise<{ stored: StoredPassphrase; key: Uint8Array }> {
  const salt = random.bytes(saltBytes);
  const key = await deriveKey(passphrase, salt, cost);
  return { stored: { salt, cost, proof: proofOf(key, proofBound, random) }, key };
}

/** The key that the passphrase gives; null when it is another one. */
export async function openPassphrase(
  passphrase: string,
  { salt, cost, proof }: StoredPassphrase,
): Promise<Uint8Array | null> {
  const key = await deriveKey(passphrase, salt, cost);
  if (isProven(key, proofBound, proof)) return key;
  key.fill(0);
  return null;
}

/** `key`, sealed under one that was derived from a passphrase. */
export function wrapUnder(derived: Uint8Array, key: Uint8Array, random: Random): Uint8Array {
  const nonce = random.bytes(nonceBytes);
  return Buffer.concat([Uint8Array.of(version), nonce, seal(derived, nonce, wrapBound, key)]);
}

/** The reverse; undefined when it does not open. */
export function unwrapUnder(derived: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  if (wrapped[0] !== version) return undefined;
  return unseal(derived, wrapped.subarray(1, 1 + nonceBytes), wrapBound, wrapped.subarray(1 + nonceBytes));
}
