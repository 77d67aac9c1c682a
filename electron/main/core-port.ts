// Temporary: what core/holdfast.ts will export. Delete once it exists, and import from there.
import { HoldfastError, type Runtime } from '../../core/base/index.ts';
import type { HostPort } from './host.ts';
import type { KeyPort } from './keychain.ts';

export interface Change {
  topic: string;
  session_id?: string;
}

export interface Holdfast {
  fetch(request: Request, access: { kind: 'window' }): Promise<Response>;
  close(): Promise<void>;
  running(): Promise<{ sessions: number; pending: number }>;
  onChange(listener: (change: Change) => void): () => void;
}

export interface HoldfastOptions {
  dataDir: string;
  workers: { data: string; sandbox: string };
  host: HostPort;
  keyPort: KeyPort;
  runtime: Runtime;
  version: string;
}

export async function createHoldfast(options: HoldfastOptions): Promise<Holdfast> {
  const standIn = process.env.HOLDFAST_STAND_IN_CORE;
  if (!standIn) throw new HoldfastError('internal', 'core/holdfast.ts is not there yet');
  return (await import(standIn)).createHoldfast(options);
}
