export const askUserName = 'ask_user';
export const webSearchName = 'web_search';
