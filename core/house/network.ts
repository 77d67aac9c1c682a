import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { NetworkPort } from '../api/index.ts';
import {
  certificatesIn,
  describeCertificates,
  type Egress,
  type NetworkWay,
  plainWay,
  readNetworkWay,
  weaknessesOf,
} from '../vault/index.ts';

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
  const describe = (setting: Stored) => ({
    proxy: way.proxy,
    has_certificates: way.certificates.length > 0,
    certificates: describeCertificates(certificatesIn(setting.certificates ?? '')),
    weaknesses: weaknessesOf(way),
  });
  const use = (changed: NetworkWay) => {
    way = changed;
    setWay(way);
  };
  const read = async () => stored.catch(unset).parse((await agents.getSetting({ key })) ?? unset);
  return {
    async load() {
      use(readNetworkWay(await read()));
    },
    async get() {
      return describe(await read());
    },
    async set(wanted) {
      const before = await read();
      const { proxy = before.proxy, certificates = before.certificates } = wanted;
      const changed = readNetworkWay({ proxy, certificates });
      const setting = { proxy: changed.proxy, certificates };
      await agents.putSetting({ key, value: setting });
      use(changed);
      return describe(setting);
    },
    doors: () => egress.list().map(({ placeholdersInBody: _, ...door }) => door),
  };
}
