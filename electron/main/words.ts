/** Every word that the shell itself says, in native dialogs, menus, the tray and notifications. */
export const words = {
  appName: 'Holdfast',
  couldNotStart: 'Holdfast could not start',
  somethingFailed: 'Something went wrong inside Holdfast',
  failureDetail: (message: string, logFile: string) =>
    `${message}\n\nEverything up to the last step is saved. The details are in\n${logFile}`,
  goOn: 'Go on',
  quit: 'Quit',
  stopAll: 'Stop everything',
  agents: 'Agents',
  alarm: 'Alarm: a session used a planted secret',
  alarmDetail: 'It is paused. Open Holdfast to see what happened.',
  cancel: 'Cancel',
  open: 'Open Holdfast',
  pickFolder: 'Choose a folder for this session',
  choose: 'Choose',
  windowGone: 'The window stopped working',
  windowGoneDetail: 'Your sessions are not affected: they are kept in the log. Reload the window to go on.',
  windowHangs: 'The window does not respond',
  windowHangsDetail: 'Your sessions are not affected. You can wait, or reload the window.',
  reload: 'Reload',
  keepWaiting: 'Keep waiting',
  stillRunning: (sessions: number) =>
    sessions === 1 ? 'An agent is still working' : `${sessions} agents are still working`,
  stillRunningDetail:
    'Keep it working without a window (start Holdfast again to see it), or stop it now. What was done so far is saved either way.',
  keepInTray: 'Keep working in the tray',
  stopAndQuit: 'Stop and quit',
  remember: 'Do this every time (can be changed in Settings)',
  allowProgram: (name: string) => `Let Holdfast start a program for the server “${name}”?`,
  allowProgramDetail: (command: string) =>
    `It runs with your rights, outside of the sandbox, whenever an agent calls one of its tools:\n\n${command}`,
  allowConfinedDetail: (command: string, folders: string) =>
    `It runs confined, without network, whenever an agent calls one of its tools. Of your files it reaches ${folders === '' ? 'none' : `these folders:\n${folders}`}\n\n${command}`,
  allowedFolder: (path: string, access: 'read' | 'read_write') =>
    access === 'read' ? `${path}, to read` : `${path}, to read and write`,
  allowProgramYes: 'Let it start',
  openLink: (host: string) => `Open ${host} in your browser?`,
  openMail: (address: string) => `Write a message to ${address}?`,
  openLinkDetail: (url: string) => `The full address is\n${url}`,
  openInBrowser: 'Open',
  openSignIn: (host: string, server: string) => `Sign in at ${host} for the server “${server}”?`,
  openSignInDetail: (url: string, rights: string | null) =>
    `Your browser opens this page, and Holdfast waits five minutes for you to come back. ${rights === null ? 'The server decides what Holdfast may do there.' : `Holdfast asks for these rights: ${rights}.`} Enter your password only if you know the host.\n\n${url}`,
  copyAddress: 'Copy the address',
  trayIdle: 'Holdfast',
  trayRunning: (sessions: number) =>
    sessions === 1 ? 'Holdfast: 1 agent working' : `Holdfast: ${sessions} agents working`,
  trayPending: (pending: number) =>
    pending === 1 ? '1 decision waits for you' : `${pending} decisions wait for you`,
  approvalWaits: 'An approval waits for you',
  questionWaits: 'The agent asks you something',
} as const;
