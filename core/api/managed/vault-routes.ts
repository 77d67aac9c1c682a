import { z } from 'zod';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { decodeCursor } from '../wire/paging.ts';
import { readJson, readQuery } from '../wire/request.ts';
import { sliceByOffset } from './agent-catalog.ts';
import { pageOnWire } from './agent-routes.ts';
import { flag, pageQuery, patchMetadata } from './shared-schemas.ts';
import {
  createCredentialParams,
  createVaultParams,
  updateCredentialParams,
  updateVaultParams,
} from './vault-schemas.ts';
import { changeAuth, credentialOnWire, divideAuth, vaultOnWire } from './vault-view.ts';

const listQuery = z.object({
  ...pageQuery({ standard: 20, max: 100 }),
  include_archived: flag.default(false),
});

/** `/v1/vaults` and their credentials. The owner's alone: a client that could name hosts for a secret could have it sent there. */
export function addVaultRoutes(app: Api, { vaults }: ApiDeps): void {
  app.use('/v1/vaults/*', async (context, next) => {
    requireOwner(context.get('caller'), 'use vaults');
    await next();
  });

  app.post('/v1/vaults', async (context) => {
    requireOwner(context.get('caller'), 'use vaults');
    const { display_name, metadata = {} } = await readJson(context.req.raw, createVaultParams);
    return context.json(vaultOnWire(await vaults.save({ id: null, displayName: display_name, metadata })));
  });

  app.get('/v1/vaults', async (context) => {
    requireOwner(context.get('caller'), 'use vaults');
    const query = listQuery.parse(readQuery(new URL(context.req.url)));
    const after = decodeCursor('vaults', 'desc', query.page);
    const page = { limit: query.limit + 1, includeArchived: query.include_archived };
    const slice = await sliceByOffset({ limit: query.limit, after }, vaultOnWire, (offset) =>
      vaults.list({ ...page, offset }),
    );
    return context.json(pageOnWire('vaults', 'desc', slice, (row) => row));
  });

  app.get('/v1/vaults/:id', async (context) =>
    context.json(vaultOnWire(await vaults.get(context.req.param('id')))),
  );

  app.post('/v1/vaults/:id', async (context) => {
    const patch = await readJson(context.req.raw, updateVaultParams);
    const before = await vaults.get(context.req.param('id'));
    const metadata = patch.metadata ? patchMetadata(before.metadata, patch.metadata) : before.metadata;
    return context.json(
      vaultOnWire(
        await vaults.save({ id: before.id, displayName: patch.display_name ?? before.displayName, metadata }),
      ),
    );
  });

  app.post('/v1/vaults/:id/archive', async (context) =>
    context.json(vaultOnWire(await vaults.archive(context.req.param('id')))),
  );

  app.delete('/v1/vaults/:id', async (context) => {
    const id = context.req.param('id');
    await vaults.remove(id);
    return context.json({ id, type: 'vault_deleted' });
  });

  const credentials = '/v1/vaults/:id/credentials';

  app.post(credentials, async (context) => {
    const given = await readJson(context.req.raw, createCredentialParams);
    const made = await vaults.addCredential({
      vaultId: context.req.param('id'),
      displayName: given.display_name ?? null,
      metadata: given.metadata ?? {},
      ...divideAuth(given.auth),
    });
    return context.json(credentialOnWire(made));
  });

  app.get(credentials, async (context) => {
    const query = listQuery.parse(readQuery(new URL(context.req.url)));
    const after = decodeCursor('credentials', 'desc', query.page);
    const page = { limit: query.limit + 1, includeArchived: query.include_archived };
    const vaultId = context.req.param('id');
    const slice = await sliceByOffset({ limit: query.limit, after }, credentialOnWire, (offset) =>
      vaults.listCredentials(vaultId, { ...page, offset }),
    );
    return context.json(pageOnWire('credentials', 'desc', slice, (row) => row));
  });

  app.get(`${credentials}/:credential`, async (context) =>
    context.json(
      credentialOnWire(await vaults.getCredential(context.req.param('id'), context.req.param('credential'))),
    ),
  );

  app.post(`${credentials}/:credential`, async (context) => {
    const patch = await readJson(context.req.raw, updateCredentialParams);
    const before = await vaults.getCredential(context.req.param('id'), context.req.param('credential'));
    const changed = await vaults.changeCredential({
      id: before.id,
      displayName: patch.display_name ?? before.displayName,
      metadata: patch.metadata ? patchMetadata(before.metadata, patch.metadata) : before.metadata,
      ...(patch.auth ? changeAuth(before.auth, patch.auth) : { auth: before.auth }),
    });
    return context.json(credentialOnWire(changed));
  });

  app.post(`${credentials}/:credential/archive`, async (context) =>
    context.json(
      credentialOnWire(
        await vaults.archiveCredential(context.req.param('id'), context.req.param('credential')),
      ),
    ),
  );

  app.delete(`${credentials}/:credential`, async (context) => {
    const id = context.req.param('credential');
    await vaults.removeCredential(context.req.param('id'), id);
    return context.json({ id, type: 'vault_credential_deleted' });
  });
}
