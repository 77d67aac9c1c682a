import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** What the evaluations of this installation came to. */
export function addEvalRoutes(app: Api, { evals, selfTest }: ApiDeps): void {
  addEndpoint(app, 'getSafetyEval', async ({ caller }) => {
    requireOwner(caller, 'read evaluations');
    return evals.safety();
  });
  addEndpoint(app, 'getSelfTest', async ({ caller }) => {
    requireOwner(caller, 'read evaluations');
    return selfTest.get();
  });
  addEndpoint(app, 'startSelfTest', async ({ caller }) => {
    requireOwner(caller, 'start a self-test');
    return selfTest.start();
  });
  addEndpoint(app, 'cancelSelfTest', async ({ caller }) => {
    requireOwner(caller, 'end a self-test');
    return selfTest.cancel();
  });
}
