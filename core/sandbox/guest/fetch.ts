/**
 * `fetch` of the guest with `Request`, `Response`, `Headers`, `AbortController` and `AbortSignal`, as far as they can be true here: whole
 * bodies, no streams. Every request goes to the host as one `#fetch` call, which decides about it; bodies cross as text, or as 32-bit words
 * like those of `fs`, large ones in pieces. `hide` only for globals: where these are made lazily it is another function.
 */
export const fetchSource = String.raw`
const tokenPattern = /^[!#$%&'*+\-.^_\x60|~0-9A-Za-z]+$/;
const nameOfHeader = function (given) {
  const name = apply(stringToLowerCase, '' + given, []);
  if (apply(regexExec, tokenPattern, [name]) === null) throw new TypeErrorConstructor('A header has a name that none can have.');
  return name;
};
const valueOfHeader = function (given) {
  const value = apply(stringTrim, '' + given, []);
  for (let index = 0; index < value.length; index += 1) {
    const code = apply(stringCharCodeAt, value, [index]);
    if (code === 0 || code === 10 || code === 13 || code > 255) throw new TypeErrorConstructor('A header has a value that none can have.');
  }
  return value;
};
let headerList, readBody, makeResponse, abortSignal, signalState;
class Headers {
  #list = [];
  static { headerList = function (headers) { return headers.#list; }; }
  constructor(given) {
    if (given === undefined || given === null) return;
    if (typeof given !== 'object') throw new TypeErrorConstructor('Headers are made of an object or of pairs.');
    if (isA(given, Headers)) {
      const others = given.#list;
      for (let index = 0; index < others.length; index += 1) push(this.#list, [others[index][0], others[index][1]]);
    } else if (isArray(given)) {
      for (let index = 0; index < given.length; index += 1) addHeader(this.#list, given[index][0], given[index][1]);
    } else {
      const names = ownKeys(given);
      for (let index = 0; index < names.length; index += 1)
        if (typeof names[index] === 'string') addHeader(this.#list, names[index], given[names[index]]);
    }
  }
  append(name, value) { addHeader(this.#list, name, value); }
  set(name, value) { const key = nameOfHeader(name), text = valueOfHeader(value); this.#list = without(this.#list, key); push(this.#list, [key, text]); }
  delete(name) { this.#list = without(this.#list, nameOfHeader(name)); }
  get(name) {
    const key = nameOfHeader(name);
    let found = null;
    for (let index = 0; index < this.#list.length; index += 1)
      if (this.#list[index][0] === key) found = found === null ? this.#list[index][1] : found + ', ' + this.#list[index][1];
    return found;
  }
  has(name) { return this.get(name) !== null; }
  getSetCookie() { const found = []; for (let index = 0; index < this.#list.length; index += 1) if (this.#list[index][0] === 'set-cookie') push(found, this.#list[index][1]); return found; }
  forEach(callback, self) { for (let index = 0; index < this.#list.length; index += 1) apply(callback, self, [this.#list[index][1], this.#list[index][0], this]); }
  *entries() { for (let index = 0; index < this.#list.length; index += 1) yield [this.#list[index][0], this.#list[index][1]]; }
  *keys() { for (let index = 0; index < this.#list.length; index += 1) yield this.#list[index][0]; }
  *values() { for (let index = 0; index < this.#list.length; index += 1) yield this.#list[index][1]; }
  [Symbol.iterator]() { return this.entries(); }
}
const addHeader = function (list, name, value) { push(list, [nameOfHeader(name), valueOfHeader(value)]); };
const without = function (list, name) {
  const rest = [];
  for (let index = 0; index < list.length; index += 1) if (list[index][0] !== name) push(rest, list[index]);
  return rest;
};
// a body is a text, or bytes that nobody else has
const bodyOf = function (given) {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return apply(stringToWellFormed, given, []);
  if (typeof given === 'object' && (isA(given, BufferConstructor) || apply(viewTag, given, []) !== undefined)) {
    const source = bytesOf(given), copy = new Bytes(apply(viewByteLength, source, []));
    apply(typedSet, copy, [source]);
    return copy;
  }
  throw new TypeErrorConstructor('A body is a string or bytes (Uint8Array, ArrayBuffer); JSON.stringify makes a string of an object.');
};
const textOfBody = function (body) {
  if (body === null) return '';
  const text = typeof body === 'string' ? body : decodeUtf8(body, false);
  return apply(stringCharCodeAt, text, [0]) === 0xfeff ? apply(stringSlice, text, [1]) : text;
};
const bytesOfBody = function (body) { return body === null ? new Bytes(0) : typeof body === 'string' ? encodeUtf8(body) : body; };
class Body {
  #content; #isUsed = false;
  static { readBody = function (holder) { return holder.#content; }; }
  constructor(content) { this.#content = content; }
  get bodyUsed() { return this.#isUsed; }
  get body() {
    if (this.#content === null) return null;
    throw new TypeErrorConstructor('Bodies are not streams here: await text(), json(), bytes() or arrayBuffer().');
  }
  #take() {
    if (this.#isUsed) throw new TypeErrorConstructor('The body was read already.');
    this.#isUsed = this.#content !== null;
    return this.#content;
  }
  async text() { return textOfBody(this.#take()); }
  async json() { return parse(textOfBody(this.#take())); }
  async bytes() { return bytesOfBody(bodyOf(this.#take())); }
  async arrayBuffer() {
    const bytes = bytesOfBody(this.#take()), from = apply(viewOffset, bytes, []);
    return apply(bufferSlice, apply(viewBuffer, bytes, []), [from, from + apply(viewByteLength, bytes, [])]);
  }
}
const refuseUsed = function (holder) { if (holder.bodyUsed) throw new TypeErrorConstructor('The body was read already.'); };
class Response extends Body {
  #about;
  static { makeResponse = function (content, about) { return new Response(content, about, about); }; }
  constructor(content, options, about) {
    super(bodyOf(content));
    const given = options === undefined || options === null ? {} : options;
    this.#about = about !== undefined && about === options && isA(about.headers, Headers) ? about : {
      url: '', redirected: false, status: given.status === undefined ? 200 : +given.status,
      statusText: given.statusText === undefined ? '' : '' + given.statusText, headers: new Headers(given.headers),
    };
  }
  get type() { return this.#about.url === '' ? 'default' : 'basic'; }
  get url() { return this.#about.url; }
  get redirected() { return this.#about.redirected; }
  get status() { return this.#about.status; }
  get statusText() { return this.#about.statusText; }
  get headers() { return this.#about.headers; }
  get ok() { return this.#about.status >= 200 && this.#about.status <= 299; }
  clone() {
    refuseUsed(this);
    const about = this.#about;
    return makeResponse(readBody(this), { url: about.url, redirected: about.redirected, status: about.status, statusText: about.statusText, headers: new Headers(about.headers) });
  }
  static json(value, options) {
    const made = new Response(stringify(value), options);
    if (!made.headers.has('content-type')) made.headers.set('content-type', 'application/json');
    return made;
  }
}
const redirects = ['follow', 'error', 'manual'];
class Request extends Body {
  #about;
  constructor(input, options) {
    const given = options === undefined || options === null ? {} : options;
    const base = typeof input === 'object' && input !== null && isA(input, Request) ? input : null;
    if (base !== null && given.body === undefined) refuseUsed(base);
    const content = given.body === undefined ? (base === null ? null : readBody(base)) : bodyOf(given.body);
    super(content);
    const method = apply(stringToUpperCase, '' + (given.method === undefined ? (base === null ? 'GET' : base.method) : given.method), []);
    const redirect = '' + (given.redirect === undefined ? (base === null ? 'follow' : base.redirect) : given.redirect);
    if (content !== null && (method === 'GET' || method === 'HEAD')) throw new TypeErrorConstructor(method + ' takes no body.');
    if (redirect !== redirects[0] && redirect !== redirects[1] && redirect !== redirects[2]) throw new TypeErrorConstructor('redirect is follow, error or manual.');
    const signal = given.signal === undefined ? (base === null ? null : base.signal) : given.signal;
    if (signal !== null && !isA(signal, AbortSignal)) throw new TypeErrorConstructor('signal is an AbortSignal.');
    const headers = new Headers(given.headers === undefined ? (base === null ? undefined : base.headers) : given.headers);
    if (typeof content === 'string' && !headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
    this.#about = { url: base === null ? apply(stringTrim, '' + input, []) : base.url, method: method, redirect: redirect, headers: headers, signal: signal };
  }
  get url() { return this.#about.url; }
  get method() { return this.#about.method; }
  get redirect() { return this.#about.redirect; }
  get headers() { return this.#about.headers; }
  get signal() { return this.#about.signal; }
  clone() { refuseUsed(this); return new Request(this); }
}
const namedError = function (name, message) {
  const error = new ErrorConstructor(message);
  defineProperty(error, 'name', { __proto__: null, value: name, writable: true, enumerable: false, configurable: true });
  return error;
};
let mayMakeSignal = false;
class AbortSignal {
  #isAborted = false; #reason; #listeners = []; onabort = null;
  static {
    abortSignal = function (signal, reason) {
      if (signal.#isAborted) return;
      signal.#isAborted = true;
      signal.#reason = reason === undefined ? namedError('AbortError', 'This operation was aborted.') : reason;
      const listeners = signal.#listeners, event = { type: 'abort', target: signal };
      signal.#listeners = [];
      if (typeof signal.onabort === 'function') apply(signal.onabort, signal, [event]);
      for (let index = 0; index < listeners.length; index += 1) apply(listeners[index], signal, [event]);
    };
    signalState = function (signal) { return { isAborted: signal.#isAborted, reason: signal.#reason, listeners: signal.#listeners }; };
  }
  constructor() { if (!mayMakeSignal) throw new TypeErrorConstructor('An AbortController makes signals.'); mayMakeSignal = false; }
  get aborted() { return this.#isAborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#isAborted) throw this.#reason; }
  addEventListener(type, listener) { if (type === 'abort' && typeof listener === 'function' && !this.#isAborted) push(this.#listeners, listener); }
  removeEventListener(type, listener) {
    const rest = [];
    for (let index = 0; index < this.#listeners.length; index += 1) if (type !== 'abort' || this.#listeners[index] !== listener) push(rest, this.#listeners[index]);
    this.#listeners = rest;
  }
  static abort(reason) { const signal = newSignal(); abortSignal(signal, reason); return signal; }
  static timeout(ms) {
    const signal = newSignal();
    setTimer(function () { abortSignal(signal, namedError('TimeoutError', 'The operation timed out.')); }, ms, [], false);
    return signal;
  }
  static any(signals) {
    const signal = newSignal();
    for (let index = 0; index < signals.length; index += 1) {
      const one = signalState(signals[index]);
      if (one.isAborted) abortSignal(signal, one.reason);
      else push(one.listeners, function () { abortSignal(signal, signalState(signals[index]).reason); });
    }
    return signal;
  }
}
const newSignal = function () { mayMakeSignal = true; return new AbortSignal(); };
class AbortController {
  #signal = newSignal();
  get signal() { return this.#signal; }
  abort(reason) { abortSignal(this.#signal, reason); }
}
const noNetwork = 'fetch is not available: this agent has no way to the web. Use a tool of the session that reaches the network, if tools has one.';
const requestText = function (request) {
  const body = readBody(request);
  const about = { __proto__: null, op: 'request', url: request.url, method: request.method, redirect: request.redirect, headers: headerList(request.headers) };
  if (typeof body === 'string') about.text = body;
  let json = stringify(about);
  if (body !== null && typeof body !== 'string')
    json = apply(stringSlice, json, [0, -1]) + ',"bytes":' + apply(viewByteLength, body, []) + ',"data":' + bytesToWords(body) + '}';
  if (json.length > config.messageBytes) throw new TypeErrorConstructor('The request is larger than ' + config.messageBytes + ' bytes.');
  return json;
};
// the body comes in pieces, of which the first is there already
const gatherBody = function (answer, origin, take, reject) {
  const texts = [], bytes = answer.isText ? null : new Bytes(answer.size);
  let filled = 0;
  const add = function (piece) {
    if (answer.isText) push(texts, piece.text);
    else {
      const part = wordsToBytes(piece.data, piece.bytes);
      apply(typedSet, bytes, [part, filled]);
      filled += part.length;
    }
    if (piece.next === null) return take(answer.isText ? join(texts, '') : bytes);
    callHost('#fetch', stringify({ __proto__: null, op: 'more', of: answer.of, from: piece.next }), origin, function (more) { add(more.value); }, reject);
  };
  add(answer.piece);
};
hide(globalThis, 'Headers', Headers);
hide(globalThis, 'Request', Request);
hide(globalThis, 'Response', Response);
hide(globalThis, 'AbortSignal', AbortSignal);
hide(globalThis, 'AbortController', AbortController);
hide(globalThis, 'fetch', function fetch(input, options) {
  const origin = new TypeErrorConstructor('');
  return new PromiseConstructor(function (resolve, reject) {
    const fail = function (message) {
      defineProperty(origin, 'message', { __proto__: null, value: message, writable: true, enumerable: false, configurable: true });
      reject(origin);
    };
    if (!config.canFetch) return fail(noNetwork);
    const request = new Request(input, options), signal = request.signal;
    if (signal !== null) {
      const state = signalState(signal);
      if (state.isAborted) return reject(state.reason);
      push(state.listeners, function () { reject(signalState(signal).reason); });
    }
    const failed = function (error) { fail('fetch failed: ' + error.message); };
    callHost('#fetch', requestText(request), new ErrorConstructor(''), function (answer) {
      if (answer.error !== null) return fail('fetch failed: ' + answer.error);
      const found = answer.value, headers = new Headers(found.headers);
      const about = { url: found.url, redirected: found.redirected, status: found.status, statusText: found.statusText, headers: headers };
      if (found.piece === null) return resolve(makeResponse(null, about));
      gatherBody(found, new ErrorConstructor(''), function (body) { resolve(makeResponse(body, about)); }, failed);
    }, failed);
  });
});
`;
