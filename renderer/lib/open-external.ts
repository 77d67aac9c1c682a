import { call } from '../api/client.ts';
import { showFailure } from './failure-toast.ts';

/** Opens an address outside the app; the shell shows it and asks first. */
export function openExternal(url: string): void {
  call('openExternal', { body: { url } }).catch(showFailure);
}
