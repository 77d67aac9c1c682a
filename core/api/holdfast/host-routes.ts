import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { HostPort } from '../ports.ts';
import { type Caller, requireWindow } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';
import type { PickPurpose } from './picks.ts';

const externalProtocols = new Set(['http:', 'https:', 'mailto:']);

/** Native dialogs and the shell: for the app's own window only; for everybody else these routes do not exist. */
export function addHostRoutes(app: Api, { deps, folders, picks }: Parts): void {
  const hostFor = (caller: Caller): HostPort => {
    requireWindow(caller);
    if (deps.host === null) throw new HoldfastError('not_found', 'there is no desktop here');
    return deps.host;
  };
  const picked = (purpose: PickPurpose, path: string | null) =>
    path === null ? { cancelled: true as const } : picks.add(purpose, path);

  addEndpoint(app, 'pickFolder', async ({ body, caller }) =>
    picked('folder', await hostFor(caller).pickFolder({ title: body.title })),
  );
  addEndpoint(app, 'pickSave', async ({ body, caller }) =>
    picked('save', await hostFor(caller).pickSave({ suggestedName: body.suggested_name })),
  );
  addEndpoint(app, 'pickOpen', async ({ body, caller }) =>
    picked('open', await hostFor(caller).pickOpen({ extensions: body.extensions ?? [] })),
  );

  addEndpoint(app, 'openExternal', async ({ body, caller }) => {
    const host = hostFor(caller);
    const url = URL.canParse(body.url) ? new URL(body.url) : null;
    if (url === null || !externalProtocols.has(url.protocol) || url.username !== '' || url.password !== '') {
      throw new HoldfastError(
        'egress_address_invalid',
        'only plain http, https and mailto addresses are opened',
      );
    }
    await host.openExternal(url.href);
    return { ok: true };
  });

  addEndpoint(app, 'reveal', async ({ body, caller }) => {
    const host = hostFor(caller);
    const [{ data_dir }, backups] = await Promise.all([deps.settings.status(), deps.backups.list()]);
    const isOurs = body.path === data_dir || backups.some(({ path }) => path === body.path);
    if (!isOurs && !picks.wasChosen(body.path) && !(await folders.cover(body.path))) {
      throw new HoldfastError('path_outside', 'only granted folders, backups and the data folder are shown');
    }
    await host.reveal(body.path);
    return { ok: true };
  });
}
