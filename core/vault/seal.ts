import { createCipheriv, createDecipheriv } from 'node:crypto';

const algorithm = 'aes-256-gcm';
export const keyBytes = 32;
export const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM. `key` has 32 bytes, `nonce` 12 and is never used twice; `bound` must be the same when it is opened. */
export function seal(key: Uint8Array, nonce: Uint8Array, bound: string, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv(algorithm, key, nonce);
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when the key is another one, or anything was changed. */
export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  bound: string,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (nonce.length !== nonceBytes || sealed.length < tagBytes || key.length !== keyBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const body = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    // the tag does not fit: wrong key or changed bytes, which is this function's answer and not an error
    return undefined;
  }
}
