export const askUserName = 'ask_user';
export const runCommandName = 'run_command';
export const webFetchName = 'web_fetch';
export const webSearchName = 'web_search';
