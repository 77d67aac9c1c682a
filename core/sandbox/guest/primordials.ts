/**
 * First part of the guest's own runtime, plain JavaScript that QuickJS runs in a fresh context before any code of the task.
 * It takes copies of every built-in that the rest uses, so that nothing the task replaces later is ever called (R9, R10).
 * Rules for all guest parts: no spread, no destructuring, no for-of (they call replaceable iterators), methods only through `apply`.
 */
export const primordialsSource = `
const apply = Reflect.apply, ownKeys = Reflect.ownKeys, getPrototypeOf = Reflect.getPrototypeOf, deleteProperty = Reflect.deleteProperty;
const create = Object.create, freeze = Object.freeze, defineProperty = Object.defineProperty;
const describeProperty = Object.getOwnPropertyDescriptor;
const isArray = Array.isArray, objectToString = Object.prototype.toString;
const stringify = JSON.stringify, parse = JSON.parse;
const PromiseConstructor = Promise, ErrorConstructor = Error, TypeErrorConstructor = TypeError, RangeErrorConstructor = RangeError, SyntaxErrorConstructor = SyntaxError;
const MapConstructor = Map, SetConstructor = Set, DateConstructor = Date, RegExpConstructor = RegExp;
const mapGet = Map.prototype.get, mapSet = Map.prototype.set, mapHas = Map.prototype.has, mapDelete = Map.prototype.delete;
const mapForEach = Map.prototype.forEach, setForEach = Set.prototype.forEach, setAdd = Set.prototype.add;
const mapSize = describeProperty(Map.prototype, 'size').get, setSize = describeProperty(Set.prototype, 'size').get;
const stringSlice = String.prototype.slice, stringCharCodeAt = String.prototype.charCodeAt, stringFromCharCode = String.fromCharCode;
const stringLastIndexOf = String.prototype.lastIndexOf, stringToWellFormed = String.prototype.toWellFormed;
const stringIndexOf = String.prototype.indexOf, stringTrim = String.prototype.trim, stringToLowerCase = String.prototype.toLowerCase, stringToUpperCase = String.prototype.toUpperCase;
const regexTest = RegExp.prototype.test, regexExec = RegExp.prototype.exec;
const arrayJoin = Array.prototype.join, arrayPush = Array.prototype.push;
const dateToISOString = Date.prototype.toISOString, dateGetTime = Date.prototype.getTime;
const bigintToString = BigInt.prototype.toString, symbolToString = Symbol.prototype.toString;
// in place of instanceof: what that asks can be replaced
const hasInstance = Function.prototype[Symbol.hasInstance];
const isA = function (value, constructor) { return apply(hasInstance, constructor, [value]); };
const numberIsNaN = Number.isNaN, floor = Math.floor, objectIs = Object.is;
const StringOf = String, NumberOf = Number;
const Bytes = Uint8Array, Words = Uint32Array, BufferConstructor = ArrayBuffer, isView = ArrayBuffer.isView, bufferSlice = ArrayBuffer.prototype.slice;
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const typedSet = typedArrayPrototype.set, typedJoin = typedArrayPrototype.join;
const viewBuffer = describeProperty(typedArrayPrototype, 'buffer').get;
const viewOffset = describeProperty(typedArrayPrototype, 'byteOffset').get;
const viewByteLength = describeProperty(typedArrayPrototype, 'byteLength').get;
const viewTag = describeProperty(typedArrayPrototype, Symbol.toStringTag).get;
const fromCodes = function (codes) { return apply(stringFromCharCode, undefined, codes); };
const push = function (list, item) { defineProperty(list, list.length, { __proto__: null, value: item, writable: true, enumerable: true, configurable: true }); };
const join = function (list, separator) {
  let text = '';
  for (let index = 0; index < list.length; index += 1) text += (index === 0 ? '' : separator) + list[index];
  return text;
};
const hide = function (target, key, value) {
  defineProperty(target, key, { __proto__: null, value: value, writable: true, enumerable: false, configurable: true });
};
const fix = function (target, key, value) {
  defineProperty(target, key, { __proto__: null, value: value, writable: false, enumerable: true, configurable: false });
};
// this QuickJS lets a value on the global object be redefined even when it is fixed; an accessor it does not
const fixGlobal = function (key, value) {
  defineProperty(globalThis, key, { __proto__: null, get: function () { return value; }, set: undefined, enumerable: true, configurable: false });
};
`;
