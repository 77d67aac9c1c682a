export const workspaceRoot = '/workspace';
/** What the owner or a client gave the session: the agent reads it. */
export const uploadsRoot = '/mnt/session/uploads';
/** What the session hands over. */
export const outputsRoot = '/mnt/session/outputs';
/** Where the session's own files lie; all of them follow it into forks, count towards one quota and go with it. */
export type SessionRoot = typeof workspaceRoot | typeof uploadsRoot | typeof outputsRoot;
