// what the data worker needs of this room: without the schemas of all tools, which a thread would make at each start
export { askUserName } from './names.ts';
