/**
 * `console` of the guest. Values are shown without running getters; long values are cut. Only a string, written as JSON text, is
 * handed to the host.
 */
export const consoleSource = String.raw`
const show = function (value, depth, seen) {
  const kind = typeof value;
  if (kind === 'string') return depth === 0 ? value : stringify(value);
  if (kind === 'number') return objectIs(value, -0) ? '-0' : '' + value;
  if (kind === 'bigint') return apply(bigintToString, value, []) + 'n';
  if (kind === 'symbol') return apply(symbolToString, value, []);
  if (kind === 'undefined' || kind === 'boolean' || value === null) return '' + value;
  if (kind === 'function') {
    const name = describeProperty(value, 'name');
    return '[Function' + (name && typeof name.value === 'string' && name.value !== '' ? ': ' + name.value : '') + ']';
  }
  for (let index = 0; index < seen.length; index += 1) if (seen[index] === value) return '[Circular]';
  push(seen, value);
  const text = showObject(value, depth, seen);
  seen.length -= 1;
  return text;
};
const showObject = function (value, depth, seen) {
  const tag = apply(objectToString, value, []);
  if (tag === '[object Error]' || isA(value, ErrorConstructor)) {
    const error = describeFailure(value);
    return error.name + ': ' + error.message + (error.stack === '' ? '' : '\n' + error.stack);
  }
  if (isA(value, DateConstructor)) return numberIsNaN(apply(dateGetTime, value, [])) ? 'Invalid Date' : apply(dateToISOString, value, []);
  if (isA(value, RegExpConstructor)) return '' + value;
  if (depth >= 4) return isArray(value) ? '[Array]' : '[Object]';
  const parts = [];
  if (isA(value, MapConstructor)) {
    apply(mapForEach, value, [function (item, key) {
      if (parts.length < 100) push(parts, show(key, depth + 1, seen) + ' => ' + show(item, depth + 1, seen));
    }]);
    return 'Map(' + apply(mapSize, value, []) + ') {' + inside(parts) + '}';
  }
  if (isA(value, SetConstructor)) {
    apply(setForEach, value, [function (item) { if (parts.length < 100) push(parts, show(item, depth + 1, seen)); }]);
    return 'Set(' + apply(setSize, value, []) + ') {' + inside(parts) + '}';
  }
  if (isArray(value) || apply(viewTag, value, []) !== undefined) return showList(value, depth, seen);
  const keys = ownKeys(value);
  for (let index = 0; index < keys.length; index += 1) {
    const property = describeProperty(value, keys[index]);
    if (!property || !property.enumerable) continue;
    if (parts.length === 100) { push(parts, '… ' + (keys.length - 100) + ' more'); break; }
    const key = typeof keys[index] === 'symbol' ? '[' + apply(symbolToString, keys[index], []) + ']' : keys[index];
    push(parts, key + ': ' + ('value' in property ? show(property.value, depth + 1, seen) : '[Getter]'));
  }
  return '{' + inside(parts) + '}';
};
const showList = function (value, depth, seen) {
  const parts = [], length = value.length;
  for (let index = 0; index < length && index < 100; index += 1) {
    const property = describeProperty(value, index);
    push(parts, property ? ('value' in property ? show(property.value, depth + 1, seen) : '[Getter]') : '<empty>');
  }
  if (length > 100) push(parts, '… ' + (length - 100) + ' more');
  const name = apply(viewTag, value, []);
  return (name === undefined ? '' : name + '(' + length + ') ') + '[' + (parts.length === 0 ? '' : ' ' + join(parts, ', ') + ' ') + ']';
};
const inside = function (parts) { return parts.length === 0 ? '' : ' ' + join(parts, ', ') + ' '; };
const print = function (stream, values) {
  let text = '';
  for (let index = 0; index < values.length && text.length <= config.outputBytes; index += 1) {
    let shown;
    try { shown = show(values[index], 0, []); } catch (error) { shown = '[could not be shown]'; }
    text += (index === 0 ? '' : ' ') + shown;
  }
  // one more than allowed is enough for the host to see that the limit is passed
  if (text.length > config.outputBytes) text = apply(stringSlice, text, [0, config.outputBytes + 1]);
  host.print(stream, stringify(text));
};
const guestConsole = {};
const streams = ['log', 'info', 'warn', 'error', 'debug'];
for (let index = 0; index < streams.length; index += 1) {
  const stream = streams[index];
  fix(guestConsole, stream, function (...values) { print(stream, values); });
}
fixGlobal('console', freeze(guestConsole));
`;
