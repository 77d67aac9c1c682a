import type { Migration } from '../migrate.ts';
import { log } from './0001-log.ts';
import { workspace } from './0002-workspace.ts';
import { gate } from './0003-gate.ts';
import { palace } from './0004-palace.ts';
import { vault } from './0005-vault.ts';
import { budgets } from './0006-budgets.ts';
import { turnControl } from './0007-turn-control.ts';
import { leanLog } from './0008-lean-log.ts';
import { keptContents } from './0010-kept-contents.ts';
import { suspendedRuns } from './0011-suspended-runs.ts';
import { blobs } from './0012-blobs.ts';
import { callGrants } from './0013-call-grants.ts';
import { vaults } from './0015-vaults.ts';
import { guardedContent } from './0016-guarded-content.ts';
import { alarms } from './0017-alarms.ts';
import { vaultPassphrase } from './0018-vault-passphrase.ts';
import { credentialUses } from './0019-credential-uses.ts';
import { recall } from './0020-recall.ts';
import { structure } from './0021-structure.ts';
import { keptNotes } from './0022-kept-notes.ts';
import { imports } from './0023-imports.ts';
import { exports } from './0025-exports.ts';
import { forgottenParts } from './0026-forgotten-parts.ts';
import { diaries } from './0027-diaries.ts';
import { contextRequests } from './0029-context-requests.ts';
import { whatHolds } from './0033-what-holds.ts';

/** Every step of the schema, oldest first. */
export const migrations: readonly Migration[] = [
  log,
  workspace,
  gate,
  palace,
  vault,
  budgets,
  turnControl,
  leanLog,
  keptContents,
  suspendedRuns,
  blobs,
  callGrants,
  vaults,
  guardedContent,
  alarms,
  vaultPassphrase,
  credentialUses,
  recall,
  structure,
  keptNotes,
  imports,
  exports,
  forgottenParts,
  diaries,
  contextRequests,
  whatHolds,
];
