/** Why a path needs a grant of its own. */
export type ProtectedKind = 'credential' | 'vcs' | 'start_up';

const credentialNames = [
  '.ssh', '.aws', '.azure', '.gnupg', '.kube', '.password-store', '.netrc', '_netrc', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pypirc',
  '.pgpass', '.my.cnf', '.git-credentials', '.htpasswd', '.vault-token', '.terraformrc', '.terraform.d', '.boto', '.s3cfg', '.dockercfg',
  '.envrc', '.mozilla', '.thunderbird', '.oci', '.databrickscfg', '.anthropic', '.claude.json', '.codex', 'id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'login.keychain-db', 'ntuser.dat',
]; // biome-ignore format: a list
const credentialEndings = ['.kdbx', '.keystore', '.jks', '.p12', '.pfx', '.ppk', '.keychain', '.keychain-db'];
// examples hold no secrets and are what an agent should read instead
const harmlessEnvironment = /^\.env\.(?:example|sample|template|dist|defaults)$/;

const startUpNames = [
  '.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.profile', '.login', '.logout', '.cshrc', '.tcshrc', '.kshrc',
  '.zshrc', '.zshenv', '.zprofile', '.zlogin', '.zlogout', '.inputrc', '.xinitrc', '.xprofile', '.xsession', '.xsessionrc', '.pam_environment',
  '.vimrc', '.exrc', '.emacs', '.emacs.d', '.gitconfig', '.hgrc', '.gdbinit', '.lldbinit', '.irbrc', '.pythonrc', '.curlrc', '.wgetrc', '.screenrc', '.tmux.conf',
  'launchagents', 'launchdaemons', 'microsoft.powershell_profile.ps1', 'profile.ps1',
]; // biome-ignore format: a list

/** Runs of names, wherever they begin in a path. */
const runs: readonly (readonly [names: readonly string[], kind: ProtectedKind])[] = [
  [['.config', 'gcloud'], 'credential'],
  [['.config', 'gh'], 'credential'],
  [['.config', 'hub'], 'credential'],
  [['.local', 'share', 'keyrings'], 'credential'],
  [['.config', 'fish'], 'start_up'],
  [['.config', 'git'], 'start_up'],
  [['.config', 'autostart'], 'start_up'],
  [['.config', 'systemd'], 'start_up'],
  [['.cargo', 'credentials'], 'credential'],
  [['.cargo', 'credentials.toml'], 'credential'],
  [['.docker', 'config.json'], 'credential'],
  [['.gem', 'credentials'], 'credential'],
  [['.m2', 'settings.xml'], 'credential'],
  [['library', 'keychains'], 'credential'],
  [['start menu', 'programs', 'startup'], 'start_up'],
];

/** Harmless to read; what is written there runs later without being asked. */
const runsWhenWritten: readonly (readonly string[])[] = [
  ['.husky'],
  ['.githooks'],
  ['.vscode', 'tasks.json'],
  ['.vscode', 'settings.json'],
];

const vcsFolders = ['.git', '.hg', '.svn', '.jj', '.bzr'];

/**
 * Whether a path, given as names from the granted folder down, is one that only a separate grant may open, and why. Compared
 * without regard to case, Unicode form, invisible characters and what Windows strips, so that no other spelling passes.
 * In a repository's own folder nothing may be written (a hook or a setting there runs commands), and hooks and settings not be read.
 */
export function protectedKind(names: readonly string[], access: 'read' | 'write'): ProtectedKind | undefined {
  const folded = names.map(foldName);
  for (const [index, name] of folded.entries()) {
    if (isCredential(name)) return 'credential';
    if (startUpNames.includes(name)) return 'start_up';
    if (vcsFolders.includes(name) && isProtectedInRepository(folded.slice(index + 1), access)) return 'vcs';
    const begins = (run: readonly string[]) => run.every((part, offset) => folded[index + offset] === part);
    const run = runs.find(([parts]) => begins(parts));
    if (run) return run[1];
    if (access === 'write' && runsWhenWritten.some(begins)) return 'start_up';
  }
  return undefined;
}

function isCredential(name: string): boolean {
  if (credentialNames.includes(name) || credentialEndings.some((ending) => name.endsWith(ending)))
    return true;
  return (name === '.env' || name.startsWith('.env.')) && !harmlessEnvironment.test(name);
}

function isProtectedInRepository(below: readonly string[], access: 'read' | 'write'): boolean {
  if (access === 'write') return true;
  return below.some((name) => ['hooks', 'config', 'config.worktree', 'hgrc', 'credentials'].includes(name));
}

const invisible = /\u00ad|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff/g;

/** The spelling that file systems may take a name for. */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    // characters that HFS+ and some others leave out when they compare
    .replace(invisible, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()
    .normalize('NFC');
  return /^git~\d+$/.test(folded) ? '.git' : folded;
}
