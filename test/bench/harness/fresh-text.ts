import { randomBytes } from 'node:crypto';

/** Text that no compression and no loop guard takes for the same as what came before. */
export function freshText(sizeBytes: number): string {
  return randomBytes(Math.ceil((sizeBytes * 3) / 4))
    .toString('base64')
    .slice(0, sizeBytes);
}
