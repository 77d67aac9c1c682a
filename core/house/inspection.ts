import { z } from 'zod';
import type { Agents } from '../agents/index.ts';
import type { SecretsPort } from '../api/index.ts';
import type { Logger } from '../base/index.ts';
import { type Looked, lookAt } from '../context/index.ts';
import { bindStudies, type DataPort } from '../db/index.ts';
import type { FoundInOutput } from '../events/index.ts';
import type { InspectInput, OutputGuard, PlantedSecrets } from '../harness/index.ts';
import type { SecretKeeper } from '../vault/index.ts';
import type { inspectionStore } from './inspection-store.ts';

/** Some milliseconds; what is longer is looked at in another thread. */
const shortText = 16_000;

const settingKey = 'secret_redaction';
const stored = z.object({
  off_tools: z.array(z.string()).default([]),
  off_sessions: z.array(z.string()).default([]),
});
/** Where the owner does not want secrets taken out of outputs, because it was wrong there. */
export type RedactionSwitches = z.infer<typeof stored>;

export interface Inspection extends OutputGuard {
  switches(): Promise<RedactionSwitches>;
  setSwitches(switches: RedactionSwitches): Promise<void>;
}

/** Secrets at large, as the API tells of them. */
export function createSecretsPort(keeper: SecretKeeper, inspection: Inspection): SecretsPort {
  return {
    async list() {
      return (await keeper.list()).map((secret) => ({
        number: secret.number,
        session_id: secret.sessionId,
        looks_like: secret.looksLike,
        characters: secret.characters,
        created_at: new Date(secret.createdAt).toISOString(),
        is_harmless: secret.isHarmless,
        can_be_opened: secret.canBeOpened,
      }));
    },
    reveal: (number) => keeper.reveal(number),
    setHarmless: (number, isHarmless) => keeper.setHarmless(number, isHarmless),
    switches: inspection.switches,
    setSwitches: inspection.setSwitches,
  };
}

/** What is done with everything that tools give back, before anybody sees it. */
export function createInspection({
  data,
  agents,
  keeper,
  planted,
  logger,
}: {
  data: Pick<DataPort, 'study'>;
  agents: Pick<Agents, 'getSetting' | 'putSetting'>;
  keeper: SecretKeeper;
  /** These stay where they stand: they open nothing, and are there to be taken. */
  planted?: PlantedSecrets;
  logger: Logger;
}): Inspection {
  const studies = bindStudies<typeof inspectionStore.queries>(data, 'inspection', ['look']);

  async function look(text: string): Promise<Looked> {
    const looked = await lookAnywhere(text);
    if (!planted || looked.secrets.length === 0) return looked;
    const secrets = looked.secrets.filter(
      ({ start, end }) => planted.kindsIn(text.slice(start, end)).length === 0,
    );
    return { ...looked, secrets };
  }

  async function lookAnywhere(text: string): Promise<Looked> {
    if (text.length <= shortText) return lookAt(text);
    try {
      return await studies.look({ text });
    } catch (caught) {
      logger.error('looking at a long text in another thread', caught);
      return lookAt(text);
    }
  }

  const switches = async () =>
    stored
      .catch({ off_tools: [], off_sessions: [] })
      .parse((await agents.getSetting({ key: settingKey })) ?? {});

  async function isOff({ tool, sessionId }: { tool: string; sessionId: string }): Promise<boolean> {
    const { off_tools, off_sessions } = await switches();
    return off_tools.includes(tool) || off_sessions.includes(sessionId);
  }

  async function redacted(sessionId: string, texts: readonly string[], looked: readonly Looked[]) {
    if (
      looked.every(({ secrets }) => secrets.length === 0) &&
      !texts.some((text) => text.includes('[secret #'))
    )
      return { texts, secrets: [] };
    return keeper.redact({ sessionId, texts, found: looked.map(({ secrets }) => secrets) });
  }

  return {
    switches,
    async setSwitches(wanted) {
      await agents.putSetting({ key: settingKey, value: stored.parse(wanted) });
    },
    async inspect(input) {
      const looked = await Promise.all(input.texts.map(look));
      const { texts, secrets } = (await isOff(input))
        ? { texts: input.texts, secrets: [] }
        : await redacted(input.sessionId, input.texts, looked);
      return { texts, found: foundIn(input, looked, secrets, planted?.kindsIn(input.texts) ?? []) };
    },
    async redactDeep({ sessionId, tool, value }) {
      if (await isOff({ tool, sessionId })) return value;
      const texts: string[] = [];
      walk(value, (text) => {
        texts.push(text);
        return text;
      });
      const looked = await Promise.all(texts.map(look));
      const { texts: kept } = await redacted(sessionId, texts, looked);
      let next = 0;
      // the same shape with other strings in it
      return walk(value, () => kept[next++] ?? '') as typeof value;
    },
    async secretsIn(value) {
      const texts: string[] = [];
      walk(value, (text) => {
        texts.push(text);
        return text;
      });
      const looked = await Promise.all(texts.map(look));
      return [...new Set(looked.flatMap(({ secrets }) => secrets.map(({ looksLike }) => looksLike)))];
    },
    refersToSecrets: (value) => keeper.refers(value),
    withSecrets: (value) => keeper.resolve(value),
  };
}

function foundIn(
  { isUntrusted }: InspectInput,
  looked: readonly Looked[],
  secrets: readonly { number: number; looksLike: string; characters: number }[],
  canaries: readonly string[],
): FoundInOutput | null {
  const hidden: Record<string, number> = {};
  const imitations: Record<string, number> = {};
  const wording: Looked['wording'] = [];
  for (const one of isUntrusted ? looked : []) {
    add(hidden, one.hidden);
    add(imitations, one.imitations);
    wording.push(...one.wording);
  }
  const found: FoundInOutput = {
    ...(Object.keys(hidden).length > 0 ? { hidden } : {}),
    ...(Object.keys(imitations).length > 0 ? { imitations } : {}),
    ...(wording.length > 0 ? { wording: wording.slice(0, 3) } : {}),
    ...(secrets.length > 0
      ? {
          secrets: secrets.map(({ number, looksLike, characters }) => ({
            number,
            looks_like: looksLike,
            characters,
          })),
        }
      : {}),
    ...(canaries.length > 0 ? { canaries: [...canaries] } : {}),
  };
  return Object.keys(found).length > 0 ? found : null;
}

function add(sum: Record<string, number>, more: Readonly<Record<string, number | undefined>>): void {
  for (const [kind, count] of Object.entries(more)) sum[kind] = (sum[kind] ?? 0) + (count ?? 0);
}

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, change));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, change)]));
}
