import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPort } from '../../../core/api/index.ts';
import { openHouse, scratchFolder } from './house.ts';

export const base = '/holdfast/v1';
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

export async function openSession(options: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(options);
  const { id } = await house.typed.call('createSession', { body: {} });
  const say = (content: string) => house.typed.call('sendMessage', { parameters: { id }, body: { content } });
  return { ...house, id, parameters: { id }, path: `${base}/sessions/${id}`, say };
}

export function folderWith(files: Record<string, string>): string {
  const folder = join(scratchFolder(), 'project');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A desktop whose owner chooses these paths. */
export function desktop(chosen: { folder?: string; save?: string; open?: string; program?: boolean }) {
  const seen: string[] = [];
  const host: HostPort = {
    pickFolder: async () => chosen.folder ?? null,
    pickSave: async () => chosen.save ?? null,
    pickOpen: async () => chosen.open ?? null,
    allowProgram: async ({ command }) => {
      seen.push(command.join(' '));
      return chosen.program ?? false;
    },
    openSignIn: async ({ url }) => {
      seen.push(url);
      return chosen.program ?? false;
    },
    openExternal: async (url) => void seen.push(url),
    reveal: async (path) => void seen.push(path),
  };
  return { host, seen };
}
