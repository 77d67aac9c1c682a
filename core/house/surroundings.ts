import type { Gate } from '../gate/index.ts';

/** What a session can reach, in plain sentences for the model. `now` in ms since the epoch; only the day is told, for the cache. */
export async function describeSurroundings(gate: Gate, sessionId: string, now: number): Promise<string> {
  const folders = await gate.listFolders({ sessionId });
  const lines = [
    `Today is ${new Date(now).toISOString().slice(0, 10)}.`,
    '/workspace is this session’s own space: read and write freely. It is kept in Holdfast, not on the owner’s disk.',
    'What the owner attached lies in /mnt/session/uploads, to read. Put what the task is to hand over (reports, tables, pictures) into /mnt/session/outputs: the owner sees it first.',
  ];
  if (folders.length === 0) {
    lines.push(
      'No folder of the owner’s is granted to this session. If the task needs one, ask them to add it with “Add folder”.',
    );
  }
  for (const folder of folders) {
    const access =
      folder.access === 'read_write' ? 'read, and write (each write asks the owner first)' : 'read only';
    lines.push(`The owner granted the folder “${folder.name}” at /mnt/folders/${folder.name}: ${access}.`);
  }
  lines.push('There is no other way to reach this computer or the network than the tools you have.');
  return lines.join('\n');
}
