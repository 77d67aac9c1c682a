import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** What the evaluations of this installation came to. */
export function addEvalRoutes(app: Api, { evals }: ApiDeps): void {
  addEndpoint(app, 'getSafetyEval', async ({ caller }) => {
    requireOwner(caller, 'read evaluations');
    return { result: await evals.safety() };
  });
}
