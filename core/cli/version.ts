import { version as packageVersion } from '../../package.json';

/** Holdfast's version; the bundler puts it in. */
export const version: string = packageVersion;
