import type { Agents } from '../../agents/index.ts';
import type { ContextsPort } from '../../api/index.ts';
import { background, HoldfastError, type Logger, type Runtime } from '../../base/index.ts';
import { composeCharter } from '../../context/index.ts';
import { askInBackground, type Budgets, tokensOf } from '../../harness/index.ts';
import { ModelError } from '../../model/index.ts';
import type { ContextTask, Palace } from '../../palace/index.ts';
import type { OwnerRules } from '../charter.ts';
import type { CurrentModel, ModelSettings } from '../model-settings.ts';
import { contextRequest, readContext } from './request.ts';
import { readContextsSetting, writeContextsSetting } from './setting.ts';

type State = Awaited<ReturnType<ContextsPort['get']>>['state'];

const spendingKind = 'context';
const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;
const longestAnswerMs = 60_000;
const centNanos = 10_000_000;
const mostSkipped = 1000;

const limitTold = {
  own: 'The budget of today is used up. It goes on tomorrow, or with a higher one.',
  unpriced:
    'The budget is one of money, and the price of the model is not entered. Enter it under Budgets, or limit tokens.',
  shared: 'The limit of the day, or of all background work, is reached.',
} as const;

/**
 * Has a model describe drawers in the background, so that recall finds them by more than their own words: the newest first, one at a time, while no
 * session works, as long as the budget lasts. Off unless the owner switches it on.
 */
export function createContexts(ports: {
  agents: Pick<Agents, 'getSetting' | 'putSetting'>;
  palace: Pick<
    Palace,
    'contextTask' | 'contextCounts' | 'beginContext' | 'keepContext' | 'dropContexts' | 'wings'
  >;
  models: Pick<ModelSettings, 'current'>;
  budget: Budgets['background'];
  ownerRules: Pick<OwnerRules, 'current'>;
  /** A session works: what is in the background waits. */
  isBusy: () => boolean;
  runtime: Runtime;
  logger: Logger;
  /** The house closes. */
  signal: AbortSignal;
  onChanged: () => void;
}) {
  const { agents, palace, runtime, logger, onChanged } = ports;
  const skipped = new Set<number>();
  let isLoaded = false;
  /** Changes of the setting that are under way: nothing begins meanwhile. */
  let holds = 0;
  let state: State = 'off';
  let problem: string | null = null;
  let retryAt: number | null = null;
  let failures = 0;
  let stop = new AbortController();
  let running: Promise<void> | null = null;
  let isAskedAgain = false;

  const rest = (next: State, why: string | null = null) => {
    const isNew = state !== next || problem !== why;
    state = next;
    problem = why;
    if (isNew) onChanged();
  };

  /** A rehearsal plays its script: it would describe nothing. */
  async function modelToAsk(named: string | null): Promise<CurrentModel | null> {
    const usual = await ports.models.current();
    if (usual === null || usual.provider.name === 'rehearsal') return null;
    return named === null ? usual : { ...usual, model: named };
  }

  async function describe(
    task: ContextTask,
    { model, provider }: CurrentModel,
    own: Own,
    signal: AbortSignal,
  ) {
    const charter = composeCharter({ ownerRules: await ports.ownerRules.current(), agentSafety: null });
    const { sources, number } = task;
    const late = new AbortController();
    const watch = new AbortController();
    runtime.clock.sleep(longestAnswerMs, watch.signal).then(
      () => late.abort(new Error('the model took too long')),
      () => {
        // it answered first
      },
    );
    const answer = await askInBackground(
      { budget: ports.budget, runtime },
      {
        kind: spendingKind,
        provider,
        request: contextRequest({ model, charter, task, id: runtime.ids.next('sevt') }),
        own,
        signal: AbortSignal.any([signal, late.signal]),
        async mayBeSent() {
          if (ports.isBusy() || !(await palace.beginContext({ sources, model })).isCurrent) return false;
          rest('working');
          return true;
        },
      },
    ).finally(() => watch.abort());
    if (answer.kind === 'answered' && !signal.aborted)
      await palace.keepContext({ number, sources, context: readContext(answer.text) });
    return answer;
  }

  async function work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const setting = await readContextsSetting(agents);
      if (!setting.is_on) return rest('off');
      if (ports.isBusy()) return rest('busy');
      const model = await modelToAsk(setting.model);
      if (model === null) return rest('no_model');
      const { task } = await palace.contextTask({
        leftOut: setting.left_out,
        skipped: [...skipped],
      });
      if (task === null) {
        rest('done');
        // what was shown as under way may just have been the index
        return onChanged();
      }
      if (signal.aborted) return;
      try {
        const answer = await describe(task, model, setting.budget, signal);
        if (answer.kind === 'refused') return rest('budget', limitTold[answer.by]);
        failures = 0;
        if (answer.kind === 'answered') onChanged();
      } catch (caught) {
        if (signal.aborted) return;
        // refused twice, it may be for its words: until the next start the others are asked for
        if (failures > 0 && caught instanceof ModelError && !caught.isRetryable && skipped.size < mostSkipped)
          skipped.add(task.number);
        return failed(caught);
      }
    }
  }

  function failed(caught: unknown): void {
    if (!(caught instanceof ModelError)) logger.warn('a context could not be made', caught);
    const told = caught instanceof ModelError ? caught.retryAfterMs : undefined;
    const waitMs = Math.min(longestWaitMs, Math.max(told ?? 0, firstWaitMs * 2 ** Math.min(failures, 10)));
    failures += 1;
    retryAt = runtime.clock.now() + waitMs;
    rest('failed', caught instanceof Error ? caught.message : String(caught));
    runtime.clock.sleep(waitMs, AbortSignal.any([stop.signal, ports.signal])).then(
      () => {
        retryAt = null;
        begin();
      },
      () => {
        // switched off, closed, or tried anew at once
      },
    );
  }

  /** Something changed that it may wait for. Does nothing while it works, and while it waits after a failure. */
  function begin(): void {
    if (!isLoaded || holds > 0 || ports.signal.aborted || retryAt !== null) return;
    isAskedAgain = true;
    if (running !== null) return;
    isAskedAgain = false;
    const { signal } = stop;
    running = work(AbortSignal.any([signal, ports.signal])).finally(() => {
      running = null;
      if (isAskedAgain && !signal.aborted) begin();
    });
    background(running, 'describing drawers', logger);
  }

  /** Ends what is under way; nothing is kept of it. */
  async function halt(): Promise<void> {
    stop.abort(new Error('contexts are not wanted now'));
    await running?.catch(() => {
      // told where it was begun
    });
    stop = new AbortController();
    retryAt = null;
    failures = 0;
    skipped.clear();
  }

  /** Nothing is under way, and nothing begins, while `change` runs. */
  async function held(change: () => Promise<void>): Promise<void> {
    holds += 1;
    try {
      await halt();
      await change();
    } finally {
      holds -= 1;
    }
    onChanged();
    begin();
  }

  const get: ContextsPort['get'] = async () => {
    const setting = await readContextsSetting(agents);
    const [model, { isBehind, ...counts }, spent] = await Promise.all([
      modelToAsk(setting.model),
      palace.contextCounts({ leftOut: setting.left_out }),
      ports.budget.spentToday(spendingKind),
    ]);
    const isOver = !isBehind && counts.waiting <= skipped.size;
    const shown = state === 'done' && !isOver ? 'working' : state;
    return {
      is_on: setting.is_on,
      state: setting.is_on ? (model === null ? 'no_model' : shown) : 'off',
      model: model?.model ?? null,
      chosen_model: setting.model,
      budget: setting.budget,
      spent: {
        tokens: tokensOf(spent),
        cents: spent.costNanos / centNanos,
        unpriced_tokens: spent.unpricedTokens,
      },
      left_out: setting.left_out,
      ...counts,
      problem: setting.is_on ? problem : null,
      retry_at: retryAt === null ? null : new Date(retryAt).toISOString(),
    };
  };

  const port: ContextsPort = {
    get,
    async set(change) {
      const before = await readContextsSetting(agents);
      if (change.left_out) {
        const known = new Set((await palace.wings()).map(({ id }) => id));
        const unknown = change.left_out.find((id) => !known.has(id) && !before.left_out.includes(id));
        if (unknown !== undefined) throw new HoldfastError('not_found', `no wing ${unknown}`);
      }
      const setting = { ...before, ...change };
      if (change.is_on && (await modelToAsk(setting.model)) === null)
        throw new HoldfastError(
          'conflict',
          'No model is set up that could describe anything: a rehearsal plays a script. Choose a model first.',
        );
      await held(async () => {
        await writeContextsSetting(agents, setting);
        rest(setting.is_on ? 'working' : 'off');
      });
      return get();
    },
    async remove() {
      await held(palace.dropContexts);
      return get();
    },
  };

  return {
    port,
    begin,
    /** Reads the setting anew, and goes on. */
    async load(): Promise<void> {
      isLoaded = true;
      begin();
    },
    /** Its data is about to be replaced, or the house closes: resolves when nothing is under way. Goes on when it is loaded. */
    async rest(): Promise<void> {
      isLoaded = false;
      await halt();
    },
  };
}

type Own = Parameters<typeof askInBackground>[1]['own'];
