/**
 * What the code imports, each module run when it is first needed and anew in every run. Loaded only for code that names modules.
 * `config.modules` are those it names, as the linker compiled them; what is named while it runs is asked for by `import()` alone.
 */
export const modulesSource = `
const evaluate = (0, eval);
const builtIns = new MapConstructor(), sources = new MapConstructor(), loaded = new MapConstructor();
const addModules = function (list) {
  for (let index = 0; index < list.length; index += 1) apply(mapSet, sources, [list[index].name, list[index]]);
};
const linksOf = function (pairs) {
  const links = new MapConstructor();
  for (let index = 0; index < pairs.length; index += 1) apply(mapSet, links, [pairs[index][0], pairs[index][1]]);
  return links;
};
const loadModule = function (name) {
  if (apply(mapHas, loaded, [name])) return apply(mapGet, loaded, [name]).exports;
  const source = apply(mapGet, sources, [name]);
  if (source.problem !== null) throw new ErrorConstructor(source.problem);
  const module = { exports: {} };
  apply(mapSet, loaded, [name, module]);
  try {
    const compiled = compileModule(source), links = linksOf(source.links);
    if (source.isJson) module.exports = compiled;
    else compiled(module, module.exports, requireFrom(links), importFrom(links, name));
  } catch (error) {
    apply(mapDelete, loaded, [name]);
    throw error;
  }
  return module.exports;
};
const compileModule = function (source) {
  try {
    if (source.isJson) return parse(source.code);
    return evaluate('(function (module, exports, require, $import) {' + source.code + '\\n})');
  } catch (error) {
    throw new SyntaxErrorConstructor(source.name + ': ' + describeFailure(error).message);
  }
};
const requireFrom = function (links) {
  return function require(given) {
    const name = '' + given;
    if (apply(mapHas, builtIns, [name])) return apply(mapGet, builtIns, [name]);
    const target = apply(mapGet, links, [name]);
    if (target === undefined) throw new ErrorConstructor("Cannot import '" + name + "': require needs a name that is written out in the code; await import(name) takes any.");
    return loadModule(target);
  };
};
const namespaceOf = function (exports) {
  if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) return { default: exports };
  if (exports.__esModule) return exports;
  const space = {}, names = ownKeys(exports);
  for (let index = 0; index < names.length; index += 1) space[names[index]] = exports[names[index]];
  space.default = exports;
  return space;
};
const importFrom = function (links, from) {
  return function (given) {
    return new PromiseConstructor(function (resolve, reject) {
      const name = '' + given;
      if (apply(mapHas, builtIns, [name])) return resolve(namespaceOf(apply(mapGet, builtIns, [name])));
      const target = apply(mapGet, links, [name]);
      if (target !== undefined) return resolve(namespaceOf(loadModule(target)));
      callHost('#import', stringify({ __proto__: null, from: from, name: name }), new ErrorConstructor(''), function (answer) {
        addModules(answer.modules);
        apply(mapSet, links, [name, answer.target]);
        resolve(namespaceOf(loadModule(answer.target)));
      }, reject);
    });
  };
};
const beginModules = function () {
  addModules(config.modules);
  const ownLinks = linksOf(config.links);
  hide(globalThis, 'require', requireFrom(ownLinks));
  hide(globalThis, '$import', importFrom(ownLinks, null));
  hide(globalThis, 'exports', {});
};
`;

/** For code that imports nothing. */
export const noModulesSource = 'const beginModules = function () {};';
