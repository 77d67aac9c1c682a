export const workspaceRoot = '/workspace';
/** What the owner or a client gave the session: the agent reads it. */
export const uploadsRoot = '/mnt/session/uploads';
/** What the session hands over. */
export const outputsRoot = '/mnt/session/outputs';
/** Where the session's own files lie; all of them follow it into forks, count towards one quota and go with it. */
export type SessionRoot = typeof workspaceRoot | typeof uploadsRoot | typeof outputsRoot;

/** Where the whole of a tool's output lies that was too long for the model. */
export function outputFile(toolUseId: string): string {
  return `${workspaceRoot}/.outputs/${toolUseId.replaceAll(/[^\w-]/g, '_')}.txt`;
}
