import { z } from 'zod';
import { type Metadata, metadata, metadataPatch } from './shared-schemas.ts';

/**
 * Environments as the Managed Agents API defines them (its reference, section 4.1). Here the sandbox is QuickJS:
 * it has no packages and reaches no network, so `limited` with the given hosts is the most that can be granted,
 * and package lists are refused rather than ignored.
 */

const hosts = z.array(z.string().min(1).max(253)).max(256);
const packageList = z.array(z.string()).max(0, 'the sandbox has no package managers').nullish();

const networkingParams = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unrestricted') }).strict(),
  z
    .object({
      type: z.literal('limited'),
      allowed_hosts: hosts.nullish(),
      allow_mcp_servers: z.boolean().nullish(),
      allow_package_managers: z.boolean().nullish(),
    })
    .strict(),
]);

const configParams = z.discriminatedUnion(
  'type',
  [
    z
      .object({
        type: z.literal('cloud'),
        networking: networkingParams.nullish(),
        packages: z
          .object({
            type: z.literal('packages').optional(),
            apt: packageList,
            cargo: packageList,
            gem: packageList,
            go: packageList,
            npm: packageList,
            pip: packageList,
          })
          .strict()
          .nullish(),
      })
      .strict(),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'only config.type "cloud" (the local sandbox) is offered here'
        : undefined,
  },
);

export type Networking =
  | { type: 'unrestricted' }
  | { type: 'limited'; allowed_hosts: string[]; allow_mcp_servers: boolean; allow_package_managers: boolean };

export interface EnvironmentConfig {
  type: 'cloud';
  networking: Networking;
  packages: {
    type: 'packages';
    apt: never[];
    cargo: never[];
    gem: never[];
    go: never[];
    npm: never[];
    pip: never[];
  };
}

function resolveConfig(given: z.infer<typeof configParams> | null | undefined): EnvironmentConfig {
  const packages = { type: 'packages' as const, apt: [], cargo: [], gem: [], go: [], npm: [], pip: [] };
  const network = given?.networking;
  const networking: Networking =
    network?.type === 'limited'
      ? {
          type: 'limited',
          allowed_hosts: network.allowed_hosts ?? [],
          allow_mcp_servers: network.allow_mcp_servers ?? false,
          allow_package_managers: network.allow_package_managers ?? false,
        }
      : { type: 'unrestricted' };
  return { type: 'cloud', networking, packages };
}

const name = z.string().trim().min(1).max(256);
const description = z.string().max(2048).nullish();
const scope = z.enum(['organization', 'account']).nullish();

/** `POST /v1/environments`. */
export const createEnvironmentParams = z
  .object({ name, description, scope, config: configParams.nullish(), metadata: metadata.optional() })
  .strict()
  .transform(
    (given): EnvironmentDefinition => ({
      name: given.name,
      description: given.description ?? null,
      scope: given.scope ?? 'organization',
      config: resolveConfig(given.config),
      metadata: given.metadata ?? {},
    }),
  );

export interface EnvironmentDefinition {
  name: string;
  description: string | null;
  scope: 'organization' | 'account';
  config: EnvironmentConfig;
  metadata: Metadata;
}

export interface Environment extends EnvironmentDefinition {
  id: string;
  type: 'environment';
  created_at: string;
  updated_at: string;
  archived_at: string | null;
}

/** `POST /v1/environments/:id`: what is absent stays. */
export const updateEnvironmentParams = z
  .object({
    name: name.optional(),
    description,
    scope,
    config: configParams.nullish(),
    metadata: metadataPatch.nullish(),
  })
  .strict()
  .transform(
    (given): EnvironmentPatch => ({
      ...(given.name === undefined ? {} : { name: given.name }),
      ...(given.description === undefined ? {} : { description: given.description }),
      ...(given.config ? { config: resolveConfig(given.config) } : {}),
      ...(given.metadata ? { metadata: given.metadata } : {}),
    }),
  );

export interface EnvironmentPatch {
  name?: string;
  description?: string | null;
  config?: EnvironmentConfig;
  metadata?: Record<string, string | null>;
}
