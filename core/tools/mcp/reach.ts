// what holds the SDK, as one piece that is loaded when the first server is needed
export { connect } from './connect.ts';
export { authorizationUrl, discoverSignIn, registerAt } from './discover.ts';
export { doorOf } from './http-transport.ts';
