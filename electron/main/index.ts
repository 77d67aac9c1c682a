import { app } from 'electron';
import { commandLine } from './arguments.ts';
import { runCommand } from './headless.ts';
import { startDesktop } from './start.ts';

const command = commandLine(process.argv, app.isPackaged);
if (command === null) startDesktop();
else await runCommand(command);
