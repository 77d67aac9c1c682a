import { HoldfastError } from '../../base/index.ts';
import { proposePlanName } from '../../harness/index.ts';
import type { Api } from '../app.ts';
import { requireOwner } from '../wire/access.ts';
import { approvalOnWire, questionOnWire, ruleOnWire } from './approval-view.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** Said to the agent when a question was declined: silence and refusal mean the same. */
const declinedText = 'The owner did not answer: treat it as no.';

/** Approvals, questions and rules: what waits for the owner, and what the owner said. */
export function addApprovalRoutes(app: Api, { deps: { gate, settings }, sessions }: Parts): void {
  const inSession = (sessionId: string | undefined) => (sessionId === undefined ? {} : { sessionId });

  const timeout = async () => (await settings.get()).approval_timeout_minutes;

  addEndpoint(app, 'listApprovals', async ({ query, caller }) => {
    requireOwner(caller, 'read approvals');
    const list = await gate.listApprovals({
      status: query.status ?? 'pending',
      ...inSession(query.session_id),
    });
    const minutes = await timeout();
    return { data: list.map((approval) => approvalOnWire(approval, minutes)) };
  });
  addEndpoint(app, 'getApproval', async ({ parameter, caller }) => {
    requireOwner(caller, 'read approvals');
    return approvalOnWire(await gate.getApproval({ id: parameter('id') }), await timeout());
  });
  addEndpoint(app, 'answerApproval', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'answer approvals');
    const { decision, input_hash: inputHash, note = null } = body;
    const toolUseId = parameter('id');
    await sessions.answerApproval({ toolUseId, inputHash, decision, note, by: caller.answeredBy });
    return approvalOnWire(await gate.getApproval({ id: toolUseId }), await timeout());
  });

  addEndpoint(app, 'listQuestions', async ({ query, caller }) => {
    requireOwner(caller, 'read questions');
    // an answered question is in the transcript; only those that wait are kept as a list
    if (query.status === 'answered') return { data: [] };
    const list = await gate.listQuestions(inSession(query.session_id));
    return { data: list.map(questionOnWire).filter((question) => question !== null) };
  });
  addEndpoint(app, 'answerQuestion', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'answer questions');
    const id = parameter('toolUseId');
    const question = (await gate.listQuestions({})).find((candidate) => candidate.id === id);
    if (question === undefined) throw new HoldfastError('question_not_found', `nothing waits under ${id}`);
    if (question.tool === proposePlanName)
      throw new HoldfastError('invalid_request', `${id} is a plan: it is approved or rejected as one`);
    const isDeclined = 'declined' in body;
    await sessions.answerCustomTool(question.sessionId, {
      custom_tool_use_id: id,
      content: [{ type: 'text', text: isDeclined ? declinedText : body.answer }],
      is_error: isDeclined,
    });
    return { ok: true };
  });

  addEndpoint(app, 'listRules', async ({ query, caller }) => {
    requireOwner(caller, 'read rules');
    return { data: (await gate.listRules(inSession(query.session_id))).map(ruleOnWire) };
  });
  addEndpoint(app, 'revokeRule', async ({ parameter, caller }) => {
    requireOwner(caller, 'revoke rules');
    await gate.revokeRule({ ruleId: parameter('id') });
    return { ok: true };
  });
}
