import type { Api } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';

/** Said to the agent when a question was declined: silence and refusal mean the same. */
const declinedText = 'The owner did not answer: treat it as no.';

/** Approvals, questions and rules: what waits for the owner, and what the owner said. */
export function addApprovalRoutes(app: Api, { approvals, harness, log }: ApiDeps): void {
  addEndpoint(app, 'listApprovals', async ({ query, caller }) => {
    requireOwner(caller, 'read approvals');
    return { data: await approvals.list({ status: query.status ?? 'pending', sessionId: query.session_id }) };
  });
  addEndpoint(app, 'getApproval', async ({ parameter, caller }) => {
    requireOwner(caller, 'read approvals');
    return approvals.get(parameter('id'));
  });
  addEndpoint(app, 'answerApproval', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'answer approvals');
    const { decision, input_hash, note } = body;
    await approvals.answer(parameter('id'), input_hash, { decision, note: note ?? null, by: caller.answeredBy });
    return approvals.get(parameter('id'));
  });

  addEndpoint(app, 'listQuestions', async ({ query, caller }) => {
    requireOwner(caller, 'read questions');
    return { data: await approvals.questions({ sessionId: query.session_id }) };
  });
  addEndpoint(app, 'answerQuestion', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'answer questions');
    const customToolUseId = parameter('toolUseId');
    const { sessionId } = await log.getEvent({ eventId: customToolUseId });
    const isError = 'declined' in body;
    const text = isError ? declinedText : body.answer;
    await harness.answerCustomTool(sessionId, { customToolUseId, content: [{ type: 'text', text }], isError });
    return { ok: true };
  });

  addEndpoint(app, 'listRules', async ({ query }) => ({ data: await approvals.rules({ sessionId: query.session_id }) }));
  addEndpoint(app, 'revokeRule', async ({ parameter, caller }) => {
    requireOwner(caller, 'revoke rules');
    await approvals.revokeRule(parameter('id'));
    return { ok: true };
  });
}
