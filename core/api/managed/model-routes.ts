import { HoldfastError } from '../../base/index.ts';
import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';

/** `/v1/models`: the configured model and what else its endpoint names. This list pages the older way. */
export function addModelRoutes(app: Api, { models }: ApiDeps): void {
  app.get('/v1/models', async (context) => {
    const data = (await models.list()).map(modelOnWire);
    return context.json({
      data,
      has_more: false,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    });
  });

  app.get('/v1/models/:id', async (context) => {
    const id = context.req.param('id');
    const model = (await models.list()).find((choice) => choice.id === id);
    if (model === undefined) throw new HoldfastError('not_found', `no model ${id}`);
    return context.json(modelOnWire(model));
  });
}

function modelOnWire(model: { id: string; display_name: string }) {
  return { ...model, type: 'model', created_at: new Date(0).toISOString() };
}
