import type { SettingsPort } from '../api/index.ts';
import { describeError, type ErrorCode } from '../base/index.ts';
import { type DataClient, dataFiles, listBackups, type StorageTrouble } from '../db/index.ts';
import type { KeyPort } from '../vault/index.ts';
import { toBackup } from './backups.ts';
import type { Defaults } from './defaults.ts';
import type { ModelSettings } from './model-settings.ts';
import type { Running } from './running.ts';
import { outsideOf } from './vault-key.ts';

type Status = Awaited<ReturnType<SettingsPort['status']>>;

export interface StatusPorts {
  version: string;
  dataDir: string;
  keyPort: KeyPort;
  data: Pick<DataClient, 'degraded' | 'storage'>;
  models: Pick<ModelSettings, 'isFirstRun' | 'status'>;
  defaults(): Promise<Defaults>;
  running(): Promise<Running>;
  keyStorage(): Promise<Status['key_storage']>;
}

/** How the house stands. Asks nothing of the database while that is damaged or of a newer Holdfast. */
export function createStatus(ports: StatusPorts): () => Promise<Status> {
  const { data, models } = ports;
  const base = { version: ports.version, platform: process.platform, data_dir: ports.dataDir };
  return async () => {
    const degraded = data.degraded();
    if (degraded !== null) return { ...base, ...unopened(ports, degraded.code) };
    const [now, { agentId, environmentId }, key] = [
      await ports.running(),
      await ports.defaults(),
      await ports.keyStorage(),
    ];
    return {
      ...base,
      degraded: null,
      storage: storageOf(data.storage()),
      first_run: await models.isFirstRun(),
      model: await models.status(),
      key_storage: key,
      defaults: { agent_id: agentId, environment_id: environmentId },
      running: now.sessions,
      pending: now.pending,
    };
  };
}

function unopened({ dataDir, keyPort }: StatusPorts, code: ErrorCode) {
  const { sentence, nextStep } = describeError(code);
  const backups = listBackups(dataFiles(dataDir)).map(toBackup);
  return {
    degraded: { code, sentence, next_step: nextStep, backups },
    first_run: false,
    model: {
      provider: 'none',
      model: null,
      base_url: null,
      has_key: false,
      state: 'not_set',
      message: '',
      checked_at: null,
    },
    key_storage: {
      backend: keyPort.backend,
      is_plain_text: keyPort.isPlainText === true,
      sentence: '',
      state: 'empty',
      locked_because: null,
      passphrase: 'none',
      environment_key: 'none',
      outside: outsideOf(keyPort),
    },
    defaults: null,
    running: 0,
    pending: 0,
  } satisfies Partial<Status>;
}

function storageOf(trouble: StorageTrouble | null): Status['storage'] {
  if (trouble === null) return null;
  const { sentence, nextStep } = describeError(trouble.code);
  return { code: trouble.code, sentence, next_step: nextStep, since: new Date(trouble.since).toISOString() };
}
