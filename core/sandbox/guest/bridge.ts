/**
 * The bridge between guest and host: tools, results, errors. `host` holds the only host functions there are and is never reachable
 * from the task's code; everything that crosses is one JSON text or a number.
 */
export const bridgeSource = `
const readText = function (value, key) {
  try {
    const found = value[key];
    return typeof found === 'string' ? apply(stringSlice, found, [0, 8192]) : '';
  } catch (error) { return ''; }
};
const describeFailure = function (thrown) {
  if (thrown === null || thrown === '' || thrown === undefined) return { __proto__: null, name: 'Error', message: '' + thrown, stack: '', isEmpty: true };
  if (typeof thrown === 'object' || typeof thrown === 'function') {
    return { __proto__: null, name: readText(thrown, 'name') || 'Error', message: readText(thrown, 'message'), stack: readText(thrown, 'stack'), isEmpty: false };
  }
  let text = 'a value';
  try { text = apply(stringSlice, typeof thrown === 'symbol' ? 'a symbol' : '' + thrown, [0, 8192]); } catch (error) {}
  return { __proto__: null, name: 'Uncaught', message: text, stack: '', isEmpty: false };
};
const plain = function (key, value) {
  if (typeof value === 'bigint') return apply(bigintToString, value, []);
  if (typeof value !== 'object' || value === null) return value;
  if (isA(value, MapConstructor)) {
    const copy = create(null);
    apply(mapForEach, value, [function (item, name) { copy[typeof name === 'string' ? name : show(name, 1, [])] = item; }]);
    return copy;
  }
  if (isA(value, SetConstructor)) {
    const copy = [];
    apply(setForEach, value, [function (item) { push(copy, item); }]);
    return copy;
  }
  if (isA(value, ErrorConstructor)) {
    const failure = describeFailure(value);
    return { name: failure.name, message: failure.message };
  }
  return value;
};
const tooLarge = function (what, limit) { return new RangeErrorConstructor(what + ' is larger than ' + limit + ' bytes'); };

const pending = new MapConstructor();
let lastCall = 0;
// take gets the answer; when it throws, or the host says no, reject gets the error. Names with # are the runtime's own.
const callHost = function (name, json, origin, take, reject) {
  const id = lastCall += 1;
  apply(mapSet, pending, [id, { take: take, reject: reject, origin: origin }]);
  host.call(id, name, json);
};
const callTool = function (name, input) {
  const origin = new ErrorConstructor('');
  const json = stringify(input === undefined ? {} : input, plain);
  if (typeof json !== 'string') throw new TypeErrorConstructor('tools.' + name + ': the input must be an object');
  if (json.length > config.messageBytes) throw tooLarge('tools.' + name + ': the input', config.messageBytes);
  return new PromiseConstructor(function (resolve, reject) { callHost(name, json, origin, resolve, reject); });
};
const tools = {};
for (let index = 0; index < config.tools.length; index += 1) {
  const name = config.tools[index];
  fix(tools, name, function (input) { return callTool(name, input); });
}
fixGlobal('tools', freeze(tools));
if (config.canDescribe) hide(globalThis, 'describeTool', function describeTool(name) {
  return new PromiseConstructor(function (resolve, reject) { callHost('#describe', stringify('' + name), new ErrorConstructor(''), resolve, reject); });
});
hide(globalThis, 'fetch', async function fetch() {
  throw new TypeErrorConstructor('fetch is not available: code in the sandbox has no network. Use a tool of the session that reaches the network, if tools has one.');
});
`;

/** Last part: what the host calls. */
export const runtimeFunctions = `
// a function that is asked about every value costs three times what the text does: these ask only where they are needed
const plainKinds = [BigInt.prototype, Map.prototype, Set.prototype, Error.prototype];
const toPlain = function () { return plain('', this); };
const stringifyPlain = function (value) {
  const changed = [];
  try {
    for (let index = 0; index < plainKinds.length; index += 1) {
      if (describeProperty(plainKinds[index], 'toJSON') !== undefined) continue;
      hide(plainKinds[index], 'toJSON', toPlain);
      push(changed, plainKinds[index]);
    }
    return stringify(value);
  } catch (error) {
    // one that cannot be changed: each value is asked about
    if (changed.length === plainKinds.length) throw error;
    return stringify(value, plain);
  } finally {
    for (let index = 0; index < changed.length; index += 1) deleteProperty(changed[index], 'toJSON');
  }
};
return {
  settle: function (id, isError, json) {
    const call = apply(mapGet, pending, [id]);
    if (call === undefined) return;
    apply(mapDelete, pending, [id]);
    const answer = parse(json);
    if (isError === 0) {
      try { return call.take(answer); } catch (error) { return call.reject(error); }
    }
    const error = call.origin;
    hide(error, 'message', answer.message);
    hide(error, 'name', answer.name);
    call.reject(error);
  },
  fire: fireTimer,
  // the completion value of a script may itself be a promise: it is awaited by the captured Promise
  adopt: function (completion) {
    const value = describeProperty(completion, 'value').value;
    return new PromiseConstructor(function (resolve) { resolve(value); });
  },
  serialize: function (value) {
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return '';
    const json = stringifyPlain(value);
    if (typeof json !== 'string') return '';
    // one more than allowed is enough for the host to see that the limit is passed
    return json.length > config.resultBytes ? apply(stringSlice, json, [0, config.resultBytes + 1]) : json;
  },
  describe: function (thrown) { return stringify(describeFailure(thrown)); },
};
`;
