import alarms from './en/alarms.json';
import approvals from './en/approvals.json';
import budgets from './en/budgets.json';
import changes from './en/changes.json';
import charter from './en/charter.json';
import common from './en/common.json';
import composer from './en/composer.json';
import contexts from './en/contexts.json';
import degraded from './en/degraded.json';
import forks from './en/forks.json';
import grants from './en/grants.json';
import imports from './en/imports.json';
import memory from './en/memory.json';
import modes from './en/modes.json';
import network from './en/network.json';
import palace from './en/palace.json';
import quarantine from './en/quarantine.json';
import recall from './en/recall.json';
import retention from './en/retention.json';
import secrets from './en/secrets.json';
import selfTest from './en/selfTest.json';
import servers from './en/servers.json';
import session from './en/session.json';
import settings from './en/settings.json';
import shell from './en/shell.json';
import transcript from './en/transcript.json';
import vaultKey from './en/vaultKey.json';
import vaults from './en/vaults.json';
import wakeUp from './en/wakeUp.json';
import welcome from './en/welcome.json';

/** Every word of the window, one namespace per area. */
export const resources = {
  en: {
    alarms,
    approvals,
    budgets,
    changes,
    charter,
    common,
    composer,
    degraded,
    forks,
    grants,
    imports,
    memory,
    quarantine,
    modes,
    network,
    palace,
    contexts,
    recall,
    retention,
    secrets,
    selfTest,
    servers,
    session,
    settings,
    shell,
    transcript,
    vaultKey,
    vaults,
    wakeUp,
    welcome,
  },
} as const;
