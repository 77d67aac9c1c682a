/** The packages that the code names, each run when it is first needed and anew in every run; and why there is no `fetch`. */
export const modulesSource = `
const evaluate = (0, eval);
const loaded = new MapConstructor();
const requirePackage = function require(given) {
  const name = '' + given;
  if (apply(mapHas, loaded, [name])) return apply(mapGet, loaded, [name]).exports;
  const source = describeProperty(config.packages, name);
  if (source === undefined) throw new ErrorConstructor("Cannot import '" + name + "'. There are: " + config.packageList + ". Their names must be written out in the code; nothing can be installed.");
  const module = { exports: {} };
  evaluate('(function (module, exports) {' + source.value + '\\n})')(module, module.exports);
  apply(mapSet, loaded, [name, module]);
  return module.exports;
};
const namespaceOf = function (exports) {
  if (exports.__esModule) return exports;
  const space = {}, names = ownKeys(exports);
  for (let index = 0; index < names.length; index += 1) space[names[index]] = exports[names[index]];
  space.default = exports;
  return space;
};
hide(globalThis, 'require', requirePackage);
hide(globalThis, '$import', async function (name) { return namespaceOf(requirePackage(name)); });
hide(globalThis, 'exports', {});
hide(globalThis, 'fetch', async function fetch() {
  throw new TypeErrorConstructor('fetch is not available: code in the sandbox has no network. Use a tool of the session that reaches the network, if tools has one.');
});
`;
