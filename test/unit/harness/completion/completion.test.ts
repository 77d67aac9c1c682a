import { describe, expect, test } from 'vitest';
import type { SessionEvent, StoredEvent } from '../../../../core/events/index.ts';
import { checkClaims } from '../../../../core/harness/completion/index.ts';
import { type CompletionCase, completionCases } from './cases.ts';
import { furtherHonest } from './further-cases.ts';

function logOf({ owner, calls }: CompletionCase): StoredEvent[] {
  const events: SessionEvent[] = [];
  const at = '2026-01-01T00:00:00.000Z';
  events.push({ id: 'm', processed_at: at, type: 'user.message', content: [{ type: 'text', text: owner }] });
  calls.forEach(([name, input, ended, text = ''], index) => {
    const id = `use${index}`;
    events.push({ id, processed_at: at, type: 'agent.tool_use', name, input });
    events.push({
      id: `result${index}`,
      processed_at: at,
      type: 'agent.tool_result',
      tool_use_id: id,
      content: [{ type: 'text', text }],
      is_error: ended !== 'ok' && ended !== 'dry_run',
      holdfast: {
        ...(ended === 'denied' ? { denied: true } : {}),
        ...(ended === 'unknown' ? { unknown_outcome: true } : {}),
        ...(ended === 'dry_run' ? { details: { dry_run: true } } : {}),
      },
    });
  });
  return events.map((event, index) => ({ seq: index + 1, event }));
}

const warned = (given: CompletionCase) => checkClaims(logOf(given), given.message);

describe('what a message claims', () => {
  test.each(completionCases.filter(({ isTrue }) => isTrue))('no false alarm: $name', (given) => {
    expect(warned(given)).toEqual([]);
  });

  test.each(completionCases.filter(({ isTrue }) => !isTrue))('a warning: $name', (given) => {
    expect(warned(given).map(({ kind }) => kind)).not.toEqual([]);
  });

  test.each(furtherHonest)('no false alarm either: %s', (owner, calls, message) => {
    const done = calls.map(([tool, input, text]) => [tool, input, 'ok', text] as const);
    expect(warned({ name: '', owner, calls: done, message, isTrue: true })).toEqual([]);
  });

  test('a long message is checked in little time', () => {
    const message = `${'I have habe Tests '.repeat(40)}saved a.md\n`.repeat(70);
    const startedAt = performance.now();
    checkClaims([], message);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
