declare module 'guest-package:*' {
  /** A CommonJS module as text. */
  const source: string;
  export default source;
}
