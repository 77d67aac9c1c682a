export const askUserName = 'ask_user';
