import { describe, expect, it } from 'vitest';
import { noDrafts, supersede, takeFrame } from '../../../renderer/transcript/feed/drafts.ts';
import { buildItems } from '../../../renderer/transcript/model/build-items.ts';
import { findItem, grownBy } from '../../../renderer/transcript/model/find-item.ts';
import type { Item, Stored } from '../../../renderer/transcript/model/items.ts';

type Loose = { type: string; id?: string } & Record<string, unknown>;

/** A log of these events; ids are `e<seq>`, one second apart. */
function log(...events: Loose[]): Stored[] {
  return events.map((event, index) => {
    const seq = index + 1;
    const processed_at = new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString();
    return { seq, event: { id: `e${seq}`, processed_at, ...event } } as unknown as Stored;
  });
}

const text = (words: string) => [{ type: 'text', text: words }];
const user = (words: string): Loose => ({ type: 'user.message', content: text(words) });
const agent = (words: string): Loose => ({ type: 'agent.message', content: text(words) });
const running: Loose = { type: 'session.status_running' };
const idle = (stop: object = { type: 'end_turn' }): Loose => ({
  type: 'session.status_idle',
  stop_reason: stop,
  stop_details: null,
});
const use = (name: string, extra: object = {}): Loose => ({
  type: 'agent.tool_use',
  name,
  input: {},
  ...extra,
});
const intent = (id: string): Loose => ({
  type: 'holdfast.tool_intent', tool_use_id: id, tool: 'x', input_hash: 'h', recovery: 'pure', idempotency_key: 'k',
  verdict: { decision: 'allow', rule: 'default', reason: '' },
}); // biome-ignore format: one event
const result = (id: string, extra: object = {}): Loose => ({
  type: 'agent.tool_result',
  tool_use_id: id,
  content: text('ok'),
  ...extra,
});
const error = (retry: string): Loose => ({
  type: 'session.error', error: { type: 'model_overloaded_error', message: '529', retry_status: { type: retry } },
}); // biome-ignore format: one event

const kinds = (items: readonly Item[]) => items.map((item) => item.kind);
const call = (items: readonly Item[], key: string) => {
  const item = items.find((one) => one.key === key);
  if (item?.kind !== 'tool') throw new Error(`no call ${key}`);
  return item.call;
};

describe('rows of a transcript', () => {
  it('shows a turn from the question to its end, with the time worked', () => {
    const { items, lastUserSeq } = buildItems(
      log(user('Do'), running, agent('I do'), use('read'), intent('e4'), result('e4'), agent('Done'), idle()),
    );
    expect(kinds(items)).toEqual(['user', 'agent', 'tool', 'agent', 'turn_end']);
    expect(items.at(-1)).toMatchObject({ workedMs: 6000, text: 'I do\n\nDone', tools: 1 });
    expect(lastUserSeq).toBe(1);
  });

  it('leaves the time that the owner was waited for out of the time worked', () => {
    const events = log(user('Do'), running, use('write', { evaluated_permission: 'ask' }), idle({ type: 'requires_action', event_ids: ['e3'] }),
      { type: 'user.tool_confirmation', tool_use_id: 'e3', result: 'allow' }, running, result('e3'), idle()); // biome-ignore format: one log
    expect(buildItems(events).items.at(-1)).toMatchObject({ kind: 'turn_end', workedMs: 4000 });
  });

  it('says of each call how it stands', () => {
    const asks = use('write', { evaluated_permission: 'ask' });
    const waits = { type: 'requires_action', event_ids: ['e3'] };
    expect(call(buildItems(log(user('a'), running, asks, idle(waits))).items, 'e3').status).toBe('waiting');
    expect(call(buildItems(log(user('a'), running, asks, use('read'), idle(waits))).items, 'e4').status).toBe(
      'pending',
    );
    expect(call(buildItems(log(user('a'), running, use('read'), intent('e3'))).items, 'e3').status).toBe(
      'running',
    );
    expect(
      call(buildItems(log(user('a'), running, use('read'), intent('e3'), idle())).items, 'e3').status,
    ).toBe('stopped');
    expect(
      call(buildItems(log(user('a'), running, use('read'), result('e3', { is_error: true }))).items, 'e3')
        .status,
    ).toBe('failed');
    expect(
      call(
        buildItems(
          log(user('a'), running, use('read'), result('e3', { holdfast: { unknown_outcome: true } })),
        ).items,
        'e3',
      ).status,
    ).toBe('unknown');
    const denied = log(user('a'), running, asks, {
      type: 'user.tool_confirmation',
      tool_use_id: 'e3',
      result: 'deny',
      deny_message: 'no',
    });
    expect(call(buildItems(denied).items, 'e3').status).toBe('denied');
  });

  it('puts the calls of running code into its card, and shows there that one of them waits', () => {
    const inner = use('write', { evaluated_permission: 'ask', holdfast: { parent_tool_use_id: 'e3' } });
    const { items } = buildItems(
      log(
        user('a'),
        running,
        use('run_code'),
        intent('e3'),
        inner,
        idle({ type: 'requires_action', event_ids: ['e5'] }),
      ),
    );
    expect(kinds(items)).toEqual(['user', 'tool']);
    expect(call(items, 'e3')).toMatchObject({
      status: 'waiting',
      children: [{ id: 'e5', status: 'waiting' }],
    });
  });

  it('makes one row of attempts that follow each other, and calms down when the model answered', () => {
    const { items } = buildItems(
      log(user('a'), running, error('retrying'), running, error('retrying'), agent('Here')),
    );
    expect(kinds(items)).toEqual(['user', 'error', 'agent']);
    expect(items[1]).toMatchObject({ attempts: 2, isOver: true });
  });

  it('folds what was taken back, but leaves grants in sight', () => {
    const granted = { type: 'holdfast.folder_granted', grant_id: 'g', name: 'n', path: '/n', access: 'read' };
    const { items, lastUserSeq } = buildItems(
      log(
        user('one'),
        running,
        agent('x'),
        granted,
        idle(),
        { type: 'holdfast.rewound', to_seq: 1 },
        user('two'),
      ),
    );
    expect(kinds(items)).toEqual(['notice', 'fold', 'user']);
    expect(items[1]).toMatchObject({ items: [{ seq: 1 }, { seq: 3 }, { seq: 5 }] });
    expect(lastUserSeq).toBe(7);
  });

  it('shows a question with its answer, its refusal, or that nobody answered', () => {
    const ask = {
      type: 'agent.custom_tool_use',
      name: 'ask_user',
      input: { question: 'Which?', options: ['a', 7] },
    };
    const answer = (isError: boolean) => ({
      type: 'user.custom_tool_result',
      custom_tool_use_id: 'e3',
      content: text('a'),
      is_error: isError,
    });
    const question = (...more: Loose[]) => {
      const item = buildItems(log(user('x'), running, ask, ...more)).items[1];
      return item?.kind === 'question' ? item.question : null;
    };
    expect(question(idle({ type: 'requires_action', event_ids: ['e3'] }))).toMatchObject({
      question: 'Which?',
      state: 'waiting',
      options: [],
    });
    expect(question(answer(false))).toMatchObject({ state: 'answered', answer: 'a' });
    expect(question(answer(true))).toMatchObject({ state: 'declined' });
    expect(question(idle(), user('never mind'))).toMatchObject({ state: 'over' });
  });

  it('leaves results out whose call was not read yet, and keeps every key when it is', () => {
    const all = log(user('a'), running, use('read'), result('e3'), agent('b'), idle());
    const tail = buildItems(all.slice(3)).items;
    const whole = buildItems(all).items;
    expect(kinds(tail)).toEqual(['agent', 'turn_end']);
    expect(tail[1]).toMatchObject({ workedMs: null });
    expect(grownBy(tail, whole)).toBe(2);
    expect(new Set(whole.map((item) => item.key)).size).toBe(whole.length);
  });

  it('finds the row of an event, also of a nested call or inside a fold', () => {
    const { items } = buildItems(
      log(
        user('old'),
        { type: 'holdfast.rewound', to_seq: 1 },
        user('a'),
        running,
        use('run_code'),
        use('read', { holdfast: { parent_tool_use_id: 'e5' } }),
        result('e6'),
      ),
    );
    expect([1, 3, 5, 6, 7].map((seq) => findItem(items, seq))).toEqual([0, 1, 2, 2, 2]);
  });
});

describe('what is being written', () => {
  const delta = (words: string) => ({
    type: 'event_delta' as const, event_id: 'm', delta: { type: 'content_delta' as const, index: 0, content: { type: 'text' as const, text: words } },
  }); // biome-ignore format: one frame

  it('grows by deltas and gives way to the stored event', () => {
    const drafts = noDrafts();
    takeFrame(drafts, { type: 'event_start', event: { type: 'agent.message', id: 'm' } });
    takeFrame(drafts, delta('Hel'));
    takeFrame(drafts, delta('lo'));
    expect(drafts.open.get('m')).toEqual({ kind: 'message', id: 'm', texts: ['Hello'], isPartial: false });
    for (const { event } of log({ ...agent('Hello'), id: 'm' })) supersede(drafts, event);
    expect(drafts.open.size).toBe(0);
  });

  it('shows that the beginning was missed', () => {
    const drafts = noDrafts();
    takeFrame(drafts, delta('the rest'));
    expect(drafts.open.get('m')).toMatchObject({ isPartial: true });
  });

  it('ends with a failed attempt, and forgets what a tool printed once its result is there', () => {
    const drafts = noDrafts();
    takeFrame(drafts, delta('half a'));
    takeFrame(drafts, { type: 'holdfast.tool_output', tool_use_id: 't', stream: 'stdout', text: 'line\n' });
    for (const { event } of log(error('retrying'))) supersede(drafts, event);
    expect({ open: drafts.open.size, output: drafts.output.get('t') }).toEqual({ open: 0, output: 'line\n' });
    for (const { event } of log(result('t'))) supersede(drafts, event);
    expect(drafts.output.size).toBe(0);
  });
});

describe('a plan', () => {
  const step = (title: string, extra: object = {}) => ({ title, reversible: 'yes', ...extra });
  const propose: Loose = {
    type: 'agent.custom_tool_use',
    id: 'plan',
    name: 'propose_plan',
    input: { goal: 'A report', steps: [step('Look'), step('Write', { tool: 'write', target: '/r.md' })] },
  };
  const waits = idle({ type: 'requires_action', event_ids: ['plan'] });
  const answer = (is_error: boolean): Loose => ({
    type: 'user.custom_tool_result',
    custom_tool_use_id: 'plan',
    content: text('So be it.'),
    is_error,
  });
  const approved: Loose = {
    type: 'holdfast.plan_approved',
    tool_use_id: 'plan',
    steps: [step('Write it')],
    by: 'window',
  };
  const planOf = (...events: Loose[]) => {
    const item = buildItems(log(user('Hi'), running, propose, ...events)).items.find(
      (one) => one.kind === 'plan',
    );
    return item?.kind === 'plan' ? item.plan : null;
  };

  it('waits, is approved as the owner edited it, is rejected, or is over', () => {
    expect(planOf(waits)).toMatchObject({ state: 'waiting', goal: 'A report', approved: null, endSeq: 3 });
    expect(planOf(waits, approved, answer(false))).toMatchObject({
      state: 'approved',
      approved: [{ title: 'Write it' }],
      answer: 'So be it.',
      endSeq: 6,
    });
    expect(planOf(waits, answer(true))).toMatchObject({ state: 'rejected', approved: null });
    expect(planOf(waits, result('plan', { is_error: true }))).toMatchObject({ state: 'over' });
    expect(planOf(waits, user('Something else'))).toMatchObject({ state: 'over' });
  });

  it('names the step that a later call belongs to, also where the plan itself was not read', () => {
    const call = use('write', { id: 'c', holdfast: { plan_step: { tool_use_id: 'plan', index: 0 } } });
    const stepsOf = (...events: Loose[]) =>
      buildItems(log(...events)).items.flatMap((item) => (item.kind === 'tool' ? [item.call.planStep] : []));
    expect(stepsOf(propose, waits, approved, answer(false), call)).toEqual([{ index: 0, title: 'Write it' }]);
    expect(stepsOf(call)).toEqual([{ index: 0, title: null }]);
  });
});
