import { useTranslation } from 'react-i18next';

const known = {
  read: 'tool_read',
  write: 'tool_write',
  edit: 'tool_edit',
  manage_files: 'tool_manage_files',
  glob: 'tool_glob',
  grep: 'tool_grep',
  bash: 'tool_bash',
  run_command: 'tool_run_command',
  web_fetch: 'tool_web_fetch',
  web_search: 'tool_web_search',
  fetch: 'tool_fetch',
  send_to_url: 'tool_send_to_url',
  run_code: 'tool_run_code',
  think: 'tool_think',
  recall: 'tool_recall',
  recall_event: 'tool_recall_event',
  remember: 'tool_remember',
  revise: 'tool_revise',
  forget: 'tool_forget',
  timeline: 'tool_timeline',
  walk: 'tool_walk',
  wait: 'tool_wait',
  propose_plan: 'tool_propose_plan',
  ask_user: 'tool_ask_user',
} as const;

function isKnown(name: string): name is keyof typeof known {
  return Object.hasOwn(known, name);
}

/** The tool of an MCP server, as its owner knows it; null for any other. */
function serverTool(name: string): string | null {
  const match = /^mcp__([A-Za-z0-9-]+)__(.+)$/.exec(name);
  return match ? `${match[1]}: ${match[2]}` : null;
}

/** A tool's name in plain words; a tool we do not know keeps its own name. */
export function useToolName(): (name: string) => string {
  const { t } = useTranslation('approvals');
  return (name) => (isKnown(name) ? t(known[name]) : (serverTool(name) ?? name));
}
