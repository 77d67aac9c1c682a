export const askUserName = 'ask_user';
export const runCommandName = 'run_command';
export const webSearchName = 'web_search';
