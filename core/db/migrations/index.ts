import type { Migration } from '../migrate.ts';
import { log } from './0001-log.ts';

/** Every step of the schema, oldest first. */
export const migrations: readonly Migration[] = [log];
