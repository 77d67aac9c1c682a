import { z } from 'zod';
import type { ChangeCredential, CreateCredential } from '../../core/api/contract.ts';
import { request } from './client.ts';

const vaults = '/api/v1/vaults';
const answerSchema = z.object({ id: z.string() });

/**
 * Changes of vaults, over the Managed Agents routes. Plain calls, not mutations of the query client: that keeps what was sent, and what
 * is sent here are secrets.
 */
export const vaultCalls = {
  createVault: (display_name: string) => send('POST', '', { display_name }),
  archiveVault: (id: string) => send('POST', `/${id}/archive`),
  removeVault: (id: string) => send('DELETE', `/${id}`),
  addCredential: (vaultId: string, credential: CreateCredential) =>
    send('POST', `/${vaultId}/credentials`, credential),
  changeCredential: (vaultId: string, id: string, change: ChangeCredential) =>
    send('POST', `/${vaultId}/credentials/${id}`, change),
  archiveCredential: (vaultId: string, id: string) => send('POST', `/${vaultId}/credentials/${id}/archive`),
  removeCredential: (vaultId: string, id: string) => send('DELETE', `/${vaultId}/credentials/${id}`),
};

async function send(method: 'POST' | 'DELETE', path: string, body: object = {}): Promise<{ id: string }> {
  const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await request(`${vaults}${path}`, { method, ...(method === 'POST' ? init : {}) });
  return answerSchema.parse(await response.json());
}
