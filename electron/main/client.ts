import { endpoints, type RequestOf } from '../../core/api/contract.ts';
import { HoldfastError } from '../../core/base/index.ts';
import type { Holdfast } from '../../core/holdfast.ts';
import { windowOrigin } from './respond.ts';

/** The few calls that the shell itself makes, over the same API as the window. */
export function createClient(holdfast: Pick<Holdfast, 'fetch'>) {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await holdfast.fetch(new Request(`${windowOrigin}/holdfast/v1${path}`, init), {
      kind: 'window',
    });
    if (!response.ok) throw new HoldfastError('internal', `${path} answered ${response.status}`);
    return await response.json();
  };
  const { getSettings, changeSettings, listAlarms, listApprovals, listQuestions } = endpoints;
  return {
    settings: async () => getSettings.response.parse(await call('/settings')),
    changeSettings: async (patch: RequestOf<'changeSettings'>) =>
      changeSettings.response.parse(await call('/settings', patch)),
    openAlarms: async () => listAlarms.response.parse(await call('/alarms')).data,
    pendingApprovals: async () => listApprovals.response.parse(await call('/approvals?status=pending')).data,
    pendingQuestions: async () => listQuestions.response.parse(await call('/questions?status=pending')).data,
  };
}

export type Client = ReturnType<typeof createClient>;
