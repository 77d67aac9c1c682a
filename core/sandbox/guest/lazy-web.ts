import { fetchSource } from './fetch.ts';
import { primordialsSource } from './primordials.ts';
import { webSource } from './web.ts';

const source = webSource + fetchSource;

// everything that the first part took a copy of, as far as the web part uses it, and what it uses of other parts
const needs = [
  ...[...primordialsSource.matchAll(/(?:^const |, )(\w+) = /gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'hide' && new RegExp(`\\b${name}\\b`).test(source)),
  'config',
  'callHost',
  'setTimer',
];
const names = [...source.matchAll(/hide\(globalThis, '(\w+)'/g)].map(([, name]) => name ?? '');

/**
 * The web globals for code that imports nothing: a third of the runtime, and few runs use them, so they are parsed when one is first
 * looked at. They get the copies of the built-ins by name, and see nothing else that the code could have replaced.
 */
export const lazyWebSource = `
const evaluateWeb = (0, eval), webValues = new MapConstructor();
const webValue = function (key) {
  if (apply(mapSize, webValues, []) === 0) {
    const keep = function (target, name, value) { apply(mapSet, webValues, [name, value]); };
    evaluateWeb(${JSON.stringify(`(function (hide, ${needs.join(', ')}) { 'use strict'; ${source} })`)})(keep, ${needs.join(', ')});
  }
  return apply(mapGet, webValues, [key]);
};
const showLater = function (key) {
  defineProperty(globalThis, key, {
    __proto__: null,
    get: function () {
      const value = webValue(key);
      // a global object that was frozen keeps the getter
      try { hide(globalThis, key, value); } catch (error) {}
      return value;
    },
    set: function (value) { hide(globalThis, key, value); },
    enumerable: false,
    configurable: true,
  });
};
${names.map((name) => `showLater('${name}');`).join('\n')}
`;
