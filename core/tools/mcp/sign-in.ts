export type { SignInClient, SignInPlace } from './discover.ts';

/** What signing in needs of the protocol; loaded when somebody signs in. */
export const loadSignIn = () => import('./reach.ts');
