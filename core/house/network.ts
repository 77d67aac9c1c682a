import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { NetworkPort } from '../api/index.ts';
import { type Egress, type NetworkWay, plainWay, readNetworkWay, weaknessesOf } from '../vault/index.ts';

const key = 'network';
const stored = z.object({ proxy: z.string().nullable(), certificates: z.string().nullable() });
type Stored = z.infer<typeof stored>;
const unset: Stored = { proxy: null, certificates: null };

export interface NetworkSetting extends NetworkPort {
  /** Reads it anew: at the start, and when the database was restored. */
  load(): Promise<void>;
}

/** The owner's proxy and certificate authorities. What cannot be read counts as unset, and says so nowhere: it was checked when it was stored. */
export function createNetworkSetting(
  agents: Pick<Agents, 'getSetting' | 'putSetting'>,
  egress: Pick<Egress, 'list'>,
  setWay: (way: NetworkWay) => void,
): NetworkSetting {
  let way = plainWay;
  const use = (changed: NetworkWay) => {
    way = changed;
    setWay(way);
    return { proxy: way.proxy, has_certificates: way.certificates.length > 0, weaknesses: weaknessesOf(way) };
  };
  return {
    async load() {
      use(readNetworkWay(stored.catch(unset).parse((await agents.getSetting({ key })) ?? unset)));
    },
    async get() {
      return use(way);
    },
    async set(wanted) {
      const read = readNetworkWay(wanted);
      await agents.putSetting({ key, value: { ...wanted, proxy: read.proxy } });
      return use(read);
    },
    doors: () => egress.list().map(({ placeholdersInBody: _, ...door }) => door),
  };
}
