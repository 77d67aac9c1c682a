import type { GrantableTool } from '../gate/index.ts';
import type { SessionTools } from './ports.ts';

const known = new WeakMap<SessionTools['declarations'], GrantableTool[]>();

/** A session's tools as the gate reads the owner's words against them: what they are called, and their labels. */
export function grantableTools(tools: Pick<SessionTools, 'declarations' | 'get'>): readonly GrantableTool[] {
  const before = known.get(tools.declarations);
  if (before) return before;
  const found = tools.declarations.flatMap(({ name, description, input_schema }): GrantableTool[] => {
    const tool = tools.get(name);
    if (!tool || tool.labels.effect === 'none') return [];
    const { properties } = input_schema;
    const parameters = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    return [{ name, description: description ?? '', labels: tool.labels, parameters }];
  });
  known.set(tools.declarations, found);
  return found;
}
