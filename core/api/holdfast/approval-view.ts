import { z } from 'zod';
import type { Approval, CallOrigins, Question, Rule } from '../contract.ts';
import type { GatePort } from '../ports.ts';

type GateApproval = Awaited<ReturnType<GatePort['getApproval']>>;
type GateQuestion = Awaited<ReturnType<GatePort['listQuestions']>>[number];
type GateRule = Awaited<ReturnType<GatePort['listRules']>>[number];

const timeOf = (ms: number) => new Date(ms).toISOString();

/** An approval as the dialog shows it: the preview exactly as it was frozen when the call was asked about. */
export function approvalOnWire(approval: GateApproval, timeoutMinutes: number | null): Approval {
  const { preview } = approval;
  return {
    id: approval.id,
    session_id: approval.sessionId,
    session_title: approval.sessionTitle ?? '',
    tool_use_id: approval.id,
    tool: approval.tool,
    input: approval.input,
    input_hash: approval.inputHash,
    created_at: timeOf(approval.createdAt),
    expires_at:
      timeoutMinutes === null || approval.status !== 'pending'
        ? null
        : timeOf(approval.createdAt + timeoutMinutes * 60_000),
    status: approval.status,
    preview: {
      sentence: preview.sentence,
      reversible: preview.reversibility === 'reversible',
      facts: [...preview.facts],
      paths: [...preview.paths],
      diff: [...preview.diffs],
    },
    // a policy can ask where the call itself gives no cause
    why: preview.asksBecause.length > 0 ? [...preview.asksBecause] : ['This tool is set to ask every time.'],
    noticed: (preview.noticed ?? []).map(({ eventId, quotes, ...counts }) => ({
      event_id: eventId,
      ...counts,
      quotes: [...quotes],
    })),
    origins: approval.origins === null ? null : originsOnWire(approval.origins),
    rule_offered: preview.ruleOffered === null ? null : { text: preview.ruleOffered.text, scope: 'session' },
    answered_at: approval.answeredAt === null ? null : timeOf(approval.answeredAt),
    answered_by: approval.answeredBy,
    note: approval.note,
  };
}

function originsOnWire({ values, read }: NonNullable<GateApproval['origins']>): CallOrigins {
  return {
    values: values.map(({ path, value, origin, excerpt, seq }) => ({ path, value, origin, excerpt, seq })),
    read: read.map(({ tool, label, seq }) => ({ tool, label, seq })),
  };
}

const askInput = z.object({
  question: z.string(),
  options: z.array(z.string()).optional(),
  why: z.string().optional(),
});

/** A question card; null for a custom tool that a client answers. */
export function questionOnWire(question: GateQuestion): Question | null {
  if (question.tool !== 'ask_user') return null;
  const input = askInput.safeParse(question.input);
  return {
    tool_use_id: question.id,
    session_id: question.sessionId,
    session_title: question.sessionTitle ?? '',
    question: input.success ? input.data.question : JSON.stringify(question.input),
    options: input.success ? (input.data.options ?? []) : [],
    why: input.success ? (input.data.why ?? null) : null,
    asked_by: question.askedBy,
    created_at: timeOf(question.createdAt),
  };
}

export function ruleOnWire(rule: GateRule): Rule {
  return {
    id: rule.id,
    session_id: rule.sessionId,
    session_title: rule.sessionTitle,
    scope: 'session',
    text: rule.text,
    created_at: timeOf(rule.createdAt),
    uses: rule.uses,
  };
}
