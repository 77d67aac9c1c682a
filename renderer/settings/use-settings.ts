import { type Settings, type SettingsPatch, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';

/** The settings, and a way to change some of them at once. */
export function useSettings(): { settings: Settings | undefined; change: (patch: SettingsPatch) => void } {
  const settings = useEndpoint('getSettings').data;
  const mutation = useEndpointMutation('changeSettings', ['settings']);
  return { settings, change: (patch) => mutation.mutate({ body: patch }, { onError: showFailure }) };
}
