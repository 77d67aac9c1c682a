import { HoldfastError } from '../base/index.ts';
import type { Tx } from '../db/worker.ts';
import type { Appended, Projector } from '../log/worker.ts';

type AppendedEvent = Appended['events'][number];

/** Keeps approvals, questions, rules and folder grants in step with the log, inside the append's own transaction. */
export const projectGate: Projector = (tx, { sessionId, sessionNumber, events }) => {
  for (const appended of events) {
    const topic = project(tx, sessionNumber, appended, tx.runtime.clock.now());
    if (topic) tx.note(topic, { sessionId });
  }
};

type Topic = 'approvals' | 'questions' | 'rules' | 'grants';

function project(tx: Tx, sessionNumber: number, { event, key }: AppendedEvent, now: number): Topic | null {
  switch (event.type) {
    case 'agent.tool_use': {
      const ask = event.holdfast?.ask;
      if (event.evaluated_permission !== 'ask' || !ask) return null;
      tx.run(
        `INSERT INTO approvals (tool_use_id, session_number, event_key, tool, input_hash, status, created_at)
         VALUES (?, ?, ?, ?, ?, 'pending', ?)`,
        event.id,
        sessionNumber,
        key,
        event.name,
        ask.input_hash,
        now,
      );
      return 'approvals';
    }
    case 'user.tool_confirmation': {
      const changed = tx.run(
        `UPDATE approvals SET status = ?, answered_at = ?, answered_by = ?, confirmation_key = ?
         WHERE tool_use_id = ? AND session_number = ? AND status = 'pending'`,
        event.result === 'allow' ? 'allowed' : 'denied',
        now,
        event.holdfast?.by ?? 'client',
        key,
        event.tool_use_id,
        sessionNumber,
      );
      if (changed === 0)
        throw new HoldfastError('approval_already_answered', `no pending approval for ${event.tool_use_id}`);
      return 'approvals';
    }
    case 'agent.tool_result': {
      // a call that ended without an answer (interrupted, rewound, cut off) can no longer be answered; the end of a fork's share
      // of a call leaves its parent's alone
      const questions = tx.run(
        "UPDATE questions SET status = 'void' WHERE tool_use_id = ? AND session_number = ? AND status = 'pending'",
        event.tool_use_id,
        sessionNumber,
      );
      const approvals = tx.run(
        `UPDATE approvals SET status = 'void', answered_at = ?
         WHERE tool_use_id = ? AND session_number = ? AND status = 'pending'`,
        now,
        event.tool_use_id,
        sessionNumber,
      );
      // most calls were never asked about: nobody has to look again
      return questions + approvals > 0 ? 'approvals' : null;
    }
    case 'agent.custom_tool_use':
      tx.run(
        "INSERT INTO questions (tool_use_id, session_number, event_key, status, created_at) VALUES (?, ?, ?, 'pending', ?)",
        event.id,
        sessionNumber,
        key,
        now,
      );
      return 'questions';
    case 'user.custom_tool_result': {
      const changed = tx.run(
        "UPDATE questions SET status = 'answered' WHERE tool_use_id = ? AND session_number = ? AND status = 'pending'",
        event.custom_tool_use_id,
        sessionNumber,
      );
      if (changed === 0)
        throw new HoldfastError('question_not_found', `nothing waits under ${event.custom_tool_use_id}`);
      return 'questions';
    }
    case 'holdfast.rewound':
      tx.run(
        "UPDATE approvals SET status = 'void', answered_at = ? WHERE session_number = ? AND status = 'pending'",
        now,
        sessionNumber,
      );
      tx.run(
        "UPDATE questions SET status = 'void' WHERE session_number = ? AND status = 'pending'",
        sessionNumber,
      );
      return 'approvals';
    case 'holdfast.rule_added':
      tx.run(
        'INSERT INTO rules (id, session_number, tool, match, text, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        event.rule_id,
        sessionNumber,
        event.tool,
        JSON.stringify(event.match),
        event.text,
        now,
      );
      return 'rules';
    case 'holdfast.rule_revoked':
      tx.run(
        'UPDATE rules SET revoked_at = ? WHERE id = ? AND session_number = ? AND revoked_at IS NULL',
        now,
        event.rule_id,
        sessionNumber,
      );
      return 'rules';
    case 'holdfast.tool_intent':
      if (event.verdict.rule.startsWith('grant:')) {
        tx.run(
          'UPDATE call_grants SET uses = uses + 1 WHERE id = ?',
          event.verdict.rule.slice('grant:'.length),
        );
        return 'grants';
      }
      if (!event.verdict.rule.startsWith('rule:')) return null;
      tx.run('UPDATE rules SET uses = uses + 1 WHERE id = ?', event.verdict.rule.slice('rule:'.length));
      return 'rules';
    case 'holdfast.folder_granted':
      tx.run(
        "INSERT INTO grants (id, session_number, kind, name, path, access, created_at) VALUES (?, ?, 'folder', ?, ?, ?, ?)",
        event.grant_id,
        sessionNumber,
        event.name,
        event.path,
        event.access,
        now,
      );
      return 'grants';
    case 'holdfast.folder_revoked':
      tx.run(
        'UPDATE grants SET revoked_at = ? WHERE id = ? AND session_number = ? AND revoked_at IS NULL',
        now,
        event.grant_id,
        sessionNumber,
      );
      return 'grants';
    case 'holdfast.grant_added':
      tx.run(
        'INSERT INTO call_grants (id, session_number, event_id, created_at) VALUES (?, ?, ?, ?)',
        event.grant_id,
        sessionNumber,
        event.id,
        now,
      );
      return 'grants';
    case 'holdfast.grant_revoked':
      tx.run(
        'UPDATE call_grants SET revoked_at = ? WHERE id = ? AND session_number = ? AND revoked_at IS NULL',
        now,
        event.grant_id,
        sessionNumber,
      );
      return 'grants';
    case 'holdfast.forgotten':
      // a grant whose content is gone permits nothing from now on
      return 'grants';
    default:
      return null;
  }
}

/** Removes what the gate keeps of a session that is being deleted. */
export function removeGateOfSession(tx: Tx, { sessionNumber }: { sessionNumber: number }): void {
  for (const table of ['approvals', 'questions', 'rules', 'grants', 'call_grants']) {
    tx.run(`DELETE FROM ${table} WHERE session_number = ?`, sessionNumber);
  }
  tx.note('approvals', {});
}
