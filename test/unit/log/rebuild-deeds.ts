import fc from 'fast-check';
import type { Ids } from '../../../core/base/index.ts';
import type { DataClient } from '../../../core/db/index.ts';
import type { NewEvent } from '../../../core/events/index.ts';
import type { Log } from '../../../core/log/index.ts';
import { callEvents, requestEvents, settling, statusEvent, usage } from './rebuild-events.ts';

/** The rooms that deeds are done in; the data also answers `test.anyDrawer`. */
export interface DeedRooms {
  log: Log;
  ids: Ids;
  data: DataClient;
}

const words = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
/** One thing that can happen in a session: together they write every event that a projection reads. */
export const deed = fc.oneof(
  fc.record({ kind: fc.constant('say' as const), text: words }),
  fc.record({ kind: fc.constant('answer' as const), text: words, tokens: fc.nat(1000) }),
  fc.record({
    kind: fc.constant('ask' as const),
    text: words,
    end: fc.constantFrom('allow', 'deny', 'void', 'open'),
  }),
  fc.record({ kind: fc.constant('question' as const), text: words, isAnswered: fc.boolean() }),
  fc.record({ kind: fc.constant('note' as const), text: words, room: fc.constantFrom('Ideas', 'Plans') }),
  fc.record({
    kind: fc.constant('grant' as const),
    name: fc.constantFrom('Papers', 'Code'),
    isRevoked: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('rule' as const), uses: fc.nat(3), isRevoked: fc.boolean() }),
  fc.record({ kind: fc.constant('call grant' as const), uses: fc.nat(3), isRevoked: fc.boolean() }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom('running', 'rescheduled', 'terminated', 'idle', 'exhausted', 'waits', 'budget'),
  }),
  fc.record({
    kind: fc.constant('request' as const),
    tokens: fc.nat(5000),
    ms: fc.nat(90_000),
    isPriced: fc.boolean(),
    purpose: fc.constantFrom('answer' as const, 'compaction' as const),
    end: fc.constantFrom('end', 'failed', 'open'),
  }),
  fc.record({
    kind: fc.constant('call' as const),
    files: fc.nat(3),
    ms: fc.nat(5000),
    isNested: fc.boolean(),
    end: fc.constantFrom('done', 'failed', 'unknown', 'refused', 'open'),
  }),
  fc.record({ kind: fc.constant('limits' as const), calls: fc.nat(20), isBackground: fc.boolean() }),
  fc.record({ kind: fc.constant('pause' as const), isResumed: fc.boolean() }),
  fc.record({ kind: fc.constant('fork' as const), at: fc.nat(1000), isSettled: fc.boolean() }),
  fc.record({ kind: fc.constant('waiting' as const), text: words, isDrained: fc.boolean() }),
  fc.record({ kind: fc.constant('reread' as const), which: fc.nat(1000) }),
  fc.record({ kind: fc.constant('forget drawer' as const), which: fc.nat(1000) }),
  fc.record({ kind: fc.constant('rewind' as const) }),
  fc.record({ kind: fc.constant('forget' as const), which: fc.nat(1000) }),
  fc.record({ kind: fc.constant('recall' as const), which: fc.nat(1000) }),
);
export type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

/**
 * Does it in `sessionId`; `other` is another session, which may be the later one. `begun` hears of sessions that begin.
 */
export async function perform(
  { log, ids, data }: DeedRooms,
  sessionId: string,
  act: Deed,
  other: string,
  begun: (sessionId: string) => void,
): Promise<void> {
  const append = (...events: NewEvent[]) => log.append({ sessionId, events });
  const text = (value: string) => [{ type: 'text' as const, text: value }];
  const use = (id: string, name: string, input: Record<string, unknown>): NewEvent => ({
    id,
    type: 'agent.tool_use',
    name,
    input,
  });
  const id = ids.next('sevt');
  switch (act.kind) {
    case 'say':
      await append({ type: 'user.message', content: text(act.text) }, { type: 'session.status_running' });
      return;
    case 'answer':
      await append(
        { id, type: 'span.model_request_start' },
        { type: 'agent.message', content: text(act.text) },
        {
          type: 'span.model_request_end',
          model_request_start_id: id,
          is_error: false,
          model_usage: usage(act.tokens),
        },
      );
      return;
    case 'ask': {
      const ask = { input_hash: 'h', recovery: 'effectful' as const, preview: {} };
      await append({
        id,
        type: 'agent.tool_use',
        name: 'write',
        input: { text: act.text },
        evaluated_permission: 'ask',
        holdfast: { ask },
      });
      const result: NewEvent = {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text(act.text),
        is_error: false,
      };
      if (act.end === 'void') await append(result);
      if (act.end === 'allow' || act.end === 'deny')
        await append(
          { type: 'user.tool_confirmation', tool_use_id: id, result: act.end, holdfast: { by: 'owner' } },
          result,
        );
      return;
    }
    case 'question':
      await append({ id, type: 'agent.custom_tool_use', name: 'ask_user', input: { question: act.text } });
      if (act.isAnswered)
        await append({ type: 'user.custom_tool_result', custom_tool_use_id: id, content: text(act.text) });
      return;
    case 'note':
      await append(use(id, 'remember', { text: act.text, room: act.room }), {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('ok'),
        is_error: false,
      });
      return;
    case 'grant': {
      const grant = ids.next('grant');
      await append({
        type: 'holdfast.folder_granted',
        grant_id: grant,
        name: act.name,
        path: `/x/${grant}`,
        access: 'read',
      });
      if (act.isRevoked) await append({ type: 'holdfast.folder_revoked', grant_id: grant });
      return;
    }
    case 'rule': {
      const rule = ids.next('rule');
      await append({
        type: 'holdfast.rule_added',
        rule_id: rule,
        tool: 'write',
        scope: 'session',
        // members in another order than canonical JSON has them
        match: { path: '/x', kind: 'file' },
        text: 'may',
        by: 'owner',
      });
      const verdict = { decision: 'allow' as const, rule: `rule:${rule}`, reason: '' };
      for (let time = 0; time < act.uses; time += 1)
        await append({
          type: 'holdfast.tool_intent',
          tool_use_id: id,
          tool: 'write',
          input_hash: 'h',
          recovery: 'pure',
          idempotency_key: id,
          verdict,
        });
      if (act.isRevoked) await append({ type: 'holdfast.rule_revoked', rule_id: rule });
      return;
    }
    case 'call grant': {
      const grant = ids.next('grant');
      await append({
        type: 'holdfast.grant_added',
        grant_id: grant,
        kind: 'call',
        grant: { effect: 'egress', tools: ['send'], values: ['a@example.org'], sources: [], text: 'may' },
        by: 'owner',
      });
      for (let time = 0; time < act.uses; time += 1)
        await append({
          type: 'holdfast.tool_intent',
          tool_use_id: id,
          tool: 'send',
          input_hash: 'h',
          recovery: 'effectful',
          idempotency_key: id,
          verdict: { decision: 'allow', rule: `grant:${grant}`, reason: '' },
        });
      if (act.isRevoked) await append({ type: 'holdfast.grant_revoked', grant_id: grant, by: 'owner' });
      return;
    }
    case 'status':
      await append(statusEvent(act.status, id));
      return;
    case 'request':
      await append(...requestEvents(id, act));
      return;
    case 'call':
      await append(...callEvents(id, ids.next('sevt'), act));
      return;
    case 'limits':
      await append({
        type: 'holdfast.budget_set',
        limits: { tool_calls: act.calls, output_tokens: null },
        background: act.isBackground,
        managed: false,
        by: 'owner',
      });
      return;
    case 'pause':
      await append({ type: 'holdfast.paused', by: 'owner' });
      if (act.isResumed) await append({ type: 'holdfast.resumed', by: 'owner' });
      return;
    case 'fork': {
      const { lastSeq } = await log.getSession({ sessionId });
      if (lastSeq === 0) return;
      const seq = 1 + (act.at % lastSeq);
      const events: NewEvent[] = act.isSettled ? await settling(log, sessionId, seq) : [];
      const fork = await log.fork({ sessionId, seq, title: null, createdBy: null, events });
      begun(fork.session.id);
      return;
    }
    case 'waiting': {
      // what is terminated takes no more input
      if ((await log.getSession({ sessionId })).status === 'terminated') return;
      await log.enqueue({ sessionId, events: [{ type: 'user.message', content: text(act.text) }] });
      if (!act.isDrained) return;
      const { token: leaseToken } = await log.takeLease({ sessionId, holder: ids.next('test') });
      await log.drain({ sessionId, leaseToken, before: [], onlyIfQueued: true });
      await log.releaseLease({ sessionId, token: leaseToken });
      return;
    }
    case 'reread': {
      const event = await anyEvent(log, sessionId, act.which);
      if (!event) return;
      const holdfast = { details: { events: [event] } };
      const result: NewEvent = {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('again'),
        holdfast,
      };
      await append(use(id, 'recall_event', { event_id: event }), result);
      return;
    }
    case 'forget drawer': {
      const drawer = await data.query('test.anyDrawer', { which: act.which });
      if (typeof drawer === 'string') await data.command('palace.forget', { drawerId: drawer });
      return;
    }
    case 'rewind':
      await append({ type: 'holdfast.rewound', to_seq: 1 });
      return;
    case 'forget': {
      const event = await anyEvent(log, other, act.which);
      if (event) await log.forget({ eventId: event });
      return;
    }
    case 'recall': {
      // a drawer of another session, which may be the later one
      const event = await anyEvent(log, other, act.which);
      if (!event) return;
      const result: NewEvent = {
        type: 'agent.tool_result',
        tool_use_id: id,
        content: text('found'),
        is_error: false,
        holdfast: { details: { drawers: [`drwr_${event}_0_0`] } },
      };
      await append(use(id, 'recall', { query: 'x' }), result);
    }
  }
}

async function anyEvent(log: Log, sessionId: string, which: number): Promise<string | null> {
  const events = await log.read({ sessionId, types: ['user.message', 'agent.message', 'agent.tool_result'] });
  return events.length === 0 ? null : (events[which % events.length]?.event.id ?? null);
}
